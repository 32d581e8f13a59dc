import { ar as account } from '../../account/messages/ar.ts'
import { ar as alerts } from '../../alerts/messages/ar.ts'
import { ar as digests } from '../../digests/messages/ar.ts'
import { ar as log } from '../../log/messages/ar.ts'
import { ar as media } from '../../media/messages/ar.ts'
import { ar as refusals } from '../../refusals/messages/ar.ts'
import { ar as signIn } from '../../sign-in/messages/ar.ts'
import { ar as staff } from '../../staff/messages/ar.ts'
import { ar as stories } from '../../stories/messages/ar.ts'
import { ar as story } from '../../story/messages/ar.ts'
import { ar as lists } from '../../subscriber-lists/messages/ar.ts'
import { ar as subscribers } from '../../subscribers/messages/ar.ts'
import type { Words } from './en.ts'

export const arabic: Words = {
  app: {
    desk: 'غرفة التحرير',
    skip: 'انتقل إلى المحتوى',
    paper: 'عرض الصحيفة',
    stories: 'المقالات',
    alerts: 'التنبيهات',
    subscribers: 'المشتركون',
    staff: 'الفريق',
    ledger: 'السجل',
    account: 'حسابك',
    signOut: 'تسجيل الخروج',
    menu: 'القائمة',
    roles: {
      contributor: 'كاتب متعاون',
      reporter: 'مراسل',
      editor: 'محرر',
      moderator: 'مشرف التعليقات',
      publisher: 'ناشر',
    },
    loading: 'جارٍ التحميل…',
    retry: 'أعد المحاولة',
    failed: 'تعذّر عرض هذا.',
    offline: 'لا اتصال بالخادم.',
    offlineHelp: 'ما كتبته محفوظ في هذا المتصفح. نواصل المحاولة.',
    notFound: 'لا شيء على هذا العنوان.',
    toStories: 'العودة إلى المقالات',
    forbidden: 'دورك لا يشمل هذا.',
    signInFirst: 'لم يتغيّر شيء: عليك أولًا تسجيل الدخول من جديد.',
    close: 'إغلاق',
    cancel: 'إلغاء',
    save: 'حفظ',
    more: 'المزيد',
    signedInAs: 'الحساب: {name}، {role}',
    waitSeconds:
      '{seconds, plural, zero {محاولات كثيرة. انتظر # ثانية ثم أعد المحاولة.} one {محاولات كثيرة. انتظر ثانية ثم أعد المحاولة.} two {محاولات كثيرة. انتظر ثانيتين ثم أعد المحاولة.} few {محاولات كثيرة. انتظر # ثوانٍ ثم أعد المحاولة.} many {محاولات كثيرة. انتظر # ثانية ثم أعد المحاولة.} other {محاولات كثيرة. انتظر # ثانية ثم أعد المحاولة.}}',
    waitMinutes:
      '{minutes, plural, zero {محاولات كثيرة. انتظر # دقيقة ثم أعد المحاولة.} one {محاولات كثيرة. انتظر دقيقة ثم أعد المحاولة.} two {محاولات كثيرة. انتظر دقيقتين ثم أعد المحاولة.} few {محاولات كثيرة. انتظر # دقائق ثم أعد المحاولة.} many {محاولات كثيرة. انتظر # دقيقة ثم أعد المحاولة.} other {محاولات كثيرة. انتظر # دقيقة ثم أعد المحاولة.}}',
    shortcuts: {
      title: 'اختصارات لوحة المفاتيح',
      help: 'عرض هذه القائمة',
      search: 'البحث في المقالات',
      newStory: 'بدء مقال',
      stories: 'الذهاب إلى المقالات',
      alerts: 'الذهاب إلى التنبيهات',
    },
  },
  account,
  alerts,
  digests,
  lists,
  log,
  media,
  refusals,
  signIn,
  staff,
  stories,
  story,
  subscribers,
}
