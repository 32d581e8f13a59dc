import type { Translation } from '../../../src/kit/phrasebook.ts'
import type { en } from './en.ts'

export const ar: Translation<typeof en> = {
  titles: { image: 'اختيار صورة', audio: 'اختيار تسجيل', file: 'اختيار ملف' },
  fromDevice: 'من هذا الجهاز',
  fromAddress: 'من عنوان على الويب',
  fetch: 'جلب',
  dropHere: 'أو أفلت الملفات في أي مكان من هذه النافذة.',
  search: 'البحث في أرشيف الصحيفة',
  none: 'لا شيء يطابق.',
  uploading: 'جارٍ الرفع',
  lookingAt: 'جارٍ الفحص',
  take: '{count, plural, zero {إدراج} one {إدراج ملف واحد} two {إدراج ملفين} few {إدراج # ملفات} many {إدراج # ملفًا} other {إدراج # ملف}}',
  focal: {
    title: 'نقطة التركيز',
    set: 'تحديد نقطة التركيز',
    help: 'تُبقي مقاطع الصورة في القوائم والبطاقات والمواقع الأخرى هذا الموضع ظاهرًا. انقر عليه أو اسحب العلامة أو استخدم مفاتيح الأسهم.',
    at: '{x, number}٪ من اليسار، {y, number}٪ من الأعلى',
  },
}
