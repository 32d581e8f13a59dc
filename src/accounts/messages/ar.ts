import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const ar: Translation<typeof en> = {
  mail: {
    subject: 'تسجيل الدخول إلى {paper}',
    text: 'مرحبًا {name}،\n\nافتح هذا الرابط واضغط الزر لتسجيل الدخول إلى {paper}:\n\n{link}\n\nيصلح الرابط مرة واحدة، ومدته {minutes, plural, zero {# دقيقة} one {دقيقة واحدة} two {دقيقتان} few {# دقائق} many {# دقيقة} other {# دقيقة}}. إن لم تطلبه فقد كتب أحدهم عنوانك، ولا يحدث شيء ما لم تضغط الزر.\n',
  },
}
