/** The reference story: one of each element of the page. */
export const referenceStory = `---
headline: Swing bridge to stay shut at rush hour
standfirst: From Monday no ship passes between seven and nine in the morning. The harbour says it was not asked.
topics: [Harbour, Local Council]
byline: [Maren Quillfeather, Tobias Okafor]
picture:
  src: bridge.jpg
  alt: An iron swing bridge across a grey river
  caption: The bridge on Corn Street on Tuesday.
  credit: Drawing by Kit Harrow
  focus: [0.4, 0.6]
published: -5h
updated: -1h
slug: swing-bridge-stays-shut
call to comment: Should ships or commuters wait?
---
The swing bridge on Corn Street will **stay shut** to ships at rush hour, the council decided on *Tuesday evening*.

::fold

“We were not asked,” said the harbour master. The rule [\`14b\`](https://council.example/rules) takes effect on Monday.

:::quote{speaker="Ada Marsh" capacity="harbour master" translation="via a translator" source="Council minutes" url="https://council.example/minutes" date="2026-10-01"}
The tide does not keep office hours.

It never has.
:::

::related{to="ferry-fares-rise" title="Ferry fares rise for the first time in nine years"}

## What changes on Monday

- Ships wait from seven to nine
- Buses run through:
  - line 4
  - line 9

1. Read the notice
2. Call the harbour

:::table{caption="Openings in a working day" headerColumn}
| Hours | Until now | From Monday | Remark |
| --- | --- | --- | --- |
| 6 to 7 | two | two | for the grain ships of the morning tide |
| 7 to 9 | one | none | ambulances excepted |
:::

:::gallery
![A tug at the quay](tug.jpg "The tug Amabel")
![A lock keeper with a lamp](keeper.jpg)
![The queue on Corn Street](queue.jpg)

The river on Tuesday
:::

::picture{src="wheel.jpg" alt="A toothed wheel below the deck" credit="Drawing by Kit Harrow" width=wide}

:::pull{by="Ada Marsh"}
The tide does not keep office hours.
:::

:::embed{url="https://www.youtube.com/watch?v=abcdefghijk" title="The bridge swings" still="still.jpg"}
WATCH: the bridge swings for the last time at rush hour
:::

:::note{title="If you have an appointment"}
The infirmary keeps your place.
:::

The lamp that we liked is sold by [Tarrant Cycles](https://shop.example/lamp). It floats: H:sub[2]O does no harm.

> A bridge is a promise.
>
> — Joanna Pryde

:::poll{id=bridge-hours question="Who should wait?" choose=1}
- Ships, whatever the tide
- Cars and buses
- Nobody: build a second crossing
:::

---

The vote of last month, on the ferry:

:::poll{id=ferry-fares question="Should the ferry cost more?" choose=1 closes="-1d"}
- Yes
- No
:::
`

export const elderStory = `---
headline: Ferry fares rise for the first time in nine years
standfirst: A crossing costs ten pence more.
topics: [Harbour]
byline: [Tobias Okafor]
published: -3d
slug: ferry-fares-rise
corrections:
  - date: -2d
    text: An earlier version said five pence. It is ten.
---
The ferry across the harbour will cost ten pence more from Monday, said Ada Marsh, the harbour master. The swing bridge stays free.
`

export const arabicStory = `---
headline: الجسر المتحرك يبقى مغلقًا في ساعة الذروة
standfirst: ابتداءً من يوم الاثنين لن تمر أي سفينة بين السابعة والتاسعة صباحًا.
topics: [Harbour]
byline: [Maren Quillfeather]
picture: { src: bridge.jpg, alt: "جسر حديدي فوق النهر", caption: "الجسر يوم الثلاثاء" }
language: ar
slug: bridge-in-arabic
published: -2h
call to comment: من ينبغي أن ينتظر؟
---
قرر المجلس أن يبقى الجسر المتحرك مغلقًا أمام السفن في ساعة الذروة.

:::quote{speaker="Ada Marsh" capacity="مديرة الميناء"}
المد لا يعرف ساعات العمل.
:::

## ما الذي يتغير

- تنتظر السفن
- تمر الحافلات
`
