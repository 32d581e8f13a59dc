/** Every block has an id that no other has, and keeps it: corrections, quotes and differences point at it. */
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { ySyncPluginKey } from 'y-prosemirror'

/** Ten characters of 36: two blocks of one story meet once in 10¹² stories. The server repairs even that. */
export function newBlockId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10))
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('')
}

/** Only for what is typed here: whoever split a block elsewhere has given it its id already. */
export const BlockIds = Extension.create({
  name: 'blockIds',
  addProseMirrorPlugins: () => [
    new Plugin({
      key: new PluginKey('blockIds'),
      appendTransaction(transactions, _, { doc, tr }) {
        if (!transactions.some((transaction) => transaction.docChanged) || transactions.some(isRemote)) return null
        const seen = new Set<string>()
        doc.forEach((node, offset) => {
          const { id } = node.attrs
          if (typeof id !== 'string' || id === '' || seen.has(id)) tr.setNodeAttribute(offset, 'id', fresh(seen))
          else seen.add(id)
        })
        return tr.docChanged ? tr.setMeta('addToHistory', false) : null
      },
    }),
  ],
})

function fresh(seen: Set<string>): string {
  const id = newBlockId()
  seen.add(id)
  return id
}

function isRemote(transaction: Transaction): boolean {
  const meta = transaction.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean } | undefined
  return meta?.isChangeOrigin ?? false
}
