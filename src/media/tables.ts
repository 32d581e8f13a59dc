import type { Generated } from 'kysely'
import type { Migration } from '../kit/db/migrate.ts'

declare module '../kit/db/schema.ts' {
  interface Schema {
    media: {
      id: Generated<number>
      public_id: string
      kind: 'image' | 'audio' | 'video' | 'file'
      /** Of the original bytes: taking the same file in twice gives the same row. */
      sha256: string
      storage_key: string
      file_name: string
      mime: string
      bytes: number
      width: number | null
      height: number | null
      alt: string
      caption: string
      credit: string
      copyright: string
      focus_x: number
      focus_y: number
      source_url: string | null
      created_at: number
    }
    /** Taken from the readers: their files answer 410, though they lie in the store. */
    withdrawn_media: { media_id: number; at: number }
    renditions: {
      media_id: number
      name: string
      format: string
      width: number
      height: number
      bytes: number
      storage_key: string
    }
  }
}

export const mediaTables: Migration = {
  name: '030-media',
  up: (t) => [
    `create table media (
      id ${t.id}, public_id ${t.text} not null unique, kind ${t.text} not null check (kind in ('image', 'audio',
      'video', 'file')),
      sha256 ${t.text} not null unique, storage_key ${t.text} not null, file_name ${t.text} not null,
      mime ${t.text} not null, bytes ${t.integer} not null,
      width ${t.integer}, height ${t.integer}, alt ${t.text} not null default '',
      caption ${t.text} not null default '', credit ${t.text} not null default '',
      copyright ${t.text} not null default '', focus_x ${t.real} not null default 0.5 check (focus_x between 0 and 1),
      focus_y ${t.real} not null default 0.5 check (focus_y between 0 and 1),
      source_url ${t.text}, created_at ${t.time} not null,
      check (kind <> 'image' or (width is not null and height is not null))
    )${t.strict}`,
    `create table renditions (
      media_id ${t.ref} not null references media (id), name ${t.text} not null, format ${t.text} not null,
      width ${t.integer} not null, height ${t.integer} not null,
      bytes ${t.integer} not null, storage_key ${t.text} not null, primary key (media_id, name, format)
    )${t.strict}`,
    `create table withdrawn_media (
      media_id ${t.ref} primary key references media (id), at ${t.time} not null
    )${t.strict}`,
  ],
}
