import type { Translation } from '../../kit/phrasebook.ts'
import type { en } from './en.ts'

export const ar: Translation<typeof en> = {
  finding: {
    'headline-missing': 'لا عنوان للمقال.',
    'headline-long': 'عدد أحرف العنوان {count, number}، وما زاد على {most, number} أطول مما تتسع له القوائم.',
    'standfirst-missing': 'لا مقدمة للمقال: تعرض القوائم ومحركات البحث الفقرة الأولى بدلًا منها.',
    'byline-missing': 'لا اسم لكاتب على المقال.',
    'topic-missing': 'المقال لا ينتمي إلى أي موضوع، فلن تعرضه صفحة أي موضوع.',
    'story-empty': 'المقال ما زال فارغًا.',
    'alt-missing': 'الصورة بلا وصف. اكتب ما تُظهره، أو حدّد أنها للزينة فقط.',
    'caption-missing': 'لا تعليق تحت الصورة.',
    'credit-missing': 'لم يُذكر صاحب الصورة.',
    'file-gone': 'لم يعد الملف موجودًا: لن يرى القراء شيئًا هنا.',
    'picture-unready': 'لا يمكن عرض الصورة بعد، أو أن الملف ليس صورة.',
    'related-dead': 'لا يؤدي {href} إلى مقال يراه القراء، فستُحذف هذه الكتلة.',
    'link-dead': 'الرابط {href} لا يؤدي إلى أي مكان.',
    'embed-still': 'المحتوى المضمَّن بلا صورة: يرى القراء زرًّا بسيطًا إلى أن يضغطوا عليه.',
    'quote-speaker': 'لم يُذكر قائل هذا الكلام.',
    'disclosure-missing':
      '{count, plural, zero {لا روابط مدفوعة} one {رابط واحد مدفوع} two {رابطان مدفوعان} few {# روابط مدفوعة} many {# رابطًا مدفوعًا} other {# رابط مدفوع}}، وليس للصحيفة إفصاح بكلماتها.',
    'heading-order': 'هنا عنوان فرعي من المستوى {level, number} في موضع عنوان من المستوى {wanted, number}.',
    'html-removed': 'لن يصل هذا الـHTML كاملًا إلى القراء: سيُزال {what}.',
    'html-coloured': 'في هذا الـHTML ألوان أو تنسيقات خاصة به، وسيراه القراء من دونها.',
    'import-note': 'تعذّر على الاستيراد قراءة هذا. انظر فيه وقرّر ما ينبغي أن يكون هنا.',
    'poll-gone': 'لا وجود لهذا الاستطلاع.',
    'left-out': 'لا يمكن نشر هذا على حاله وسيُحذف: {part} {words}',
    'seo-description-long': 'عدد أحرف الوصف لمحركات البحث {count, number}، وهي تعرض نحو {most, number}.',
  },
  preview: 'معاينة',
  previewOf: 'هكذا سيبدو المقال. لا يراه القراء بعد.',
  previewOver: 'انتهت هذه المعاينة، أو لم تكن هنا معاينة قط.',
}
