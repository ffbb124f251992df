// Texts: how wide they are, how they are shortened, and how numbers are listed.

const ruler = document.createElement('canvas').getContext('2d');
const letterWidths = new Map();

/** Return the width of a text in pixels, letter by letter: each is measured once. */
function textWidth(text, font) {
  if (!letterWidths.has(font)) letterWidths.set(font, new Map());
  const known = letterWidths.get(font);
  let width = 0;
  for (const letter of text) {
    if (!known.has(letter)) {
      ruler.font = font;
      known.set(letter, ruler.measureText(letter).width);
    }
    width += known.get(letter);
  }
  return width;
}

/** Return a text shortened until it fits, or nothing. */
function fitted(text, font, room) {
  if (textWidth(text, font) <= room) return text;
  const letters = [...text];
  let left = room - textWidth('…', font);
  let kept = 0;
  while (kept < letters.length && (left -= textWidth(letters[kept], font)) >= 0) kept += 1;
  return kept ? `${letters.slice(0, kept).join('').trimEnd()}…` : '';
}

/** Return numbers as ranges, such as 1–4, 7. */
function ranges(numbers) {
  const runs = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([a, b]) => (a === b ? `${a}` : `${a}–${b}`)).join(', ');
}
