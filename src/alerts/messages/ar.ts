import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const ar: Translation<typeof en> = {
  log: {
    title: 'التنبيهات',
    text: 'كل التنبيهات التي أرسلتها هذه الصحيفة، مع ما صُحّح بعدها.',
    none: 'لم يُرسَل أي تنبيه بعد.',
    follow: 'تلقّي التنبيهات',
    audience:
      '{count, plural, zero {إلى # قارئ تقريبًا} one {إلى قارئ واحد تقريبًا} two {إلى قارئين تقريبًا} few {إلى نحو # قراء} many {إلى نحو # قارئًا} other {إلى نحو # قارئ}}',
    fewReaders: 'إلى أقل من 100 قارئ',
    alone: 'أُرسل دون موافقة شخص ثانٍ: {reason}',
    withdrawn: 'سُحب',
    level: { breaking: 'عاجل', important: 'مهم', digest: 'في الموجز' },
  },
  change: {
    correction: 'تصحيح',
    clarification: 'توضيح',
    update: 'تحديث',
    retraction: 'تراجع',
    withdrawal: 'سُحب',
  },
  changed: '{kind}: {title}',
  withdrawnText: 'سحبنا هذا التنبيه. {words}',
  banner: { label: 'خبر عاجل', dismiss: 'إخفاء' },
  mail: {
    list: '{name}: التنبيهات',
    continueReading: 'تابع القراءة في {name}',
    whyCorrected: 'وصلتك هذه الرسالة لأن تنبيهًا سابقًا وصل إلى هذا العنوان.',
    why: 'وصلتك هذه الرسالة لأنك اشتركت في تنبيهات {name}.',
    preferences: 'اختر ما يصلك',
    leave: 'إلغاء الاشتراك',
    wasSaid: 'جاء في تنبيهنا: {title}',
    thenSaid: 'ثم جاء فيه: {title}',
    test: 'هذه تجربة. لم تُرسل إلا إليك.',
  },
  digest: {
    title: { daily: 'موجزك', weekly: 'موجز أسبوعك' },
    list: '{name}: الموجز',
    why: 'وصلتك هذه الرسالة لأنك اخترت موجز {name}.',
    subject:
      '{headline}، و{count, plural, zero {لا أخبار أخرى} one {خبر آخر} two {خبران آخران} few {# أخبار أخرى} many {# خبرًا آخر} other {# خبر آخر}}',
    alerts: 'تنبيهات لم نزعجك بها',
    stories: 'الجديد في مواضيعك',
    preheader: 'ومنها «{headline}»',
  },
}
