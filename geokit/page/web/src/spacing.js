// The blank between Chinese and Latin words: geokit/spacing.py has the same rule, and the same cases are put to both.

const HAN = /^[\u3007\u3400-\u9fff]/;
const LATIN_BEGINS = /^(?:[-+−±]?[0-9][0-9_.,+-]* ?[A-Za-z]|[A-Za-z])/;
const LATIN_ENDS = /[A-Za-z](?:[A-Za-z0-9_.+-]*[A-Za-z0-9²³])?$/;
const LONGEST_WORD = 40;

/**
 * @param {string} before
 * @param {string} after
 * @returns {boolean}
 */
function touch(before, after) {
  if (HAN.test(after)) {
    return LATIN_ENDS.test(before.slice(-LONGEST_WORD));
  }
  return HAN.test(before.slice(-1)) && LATIN_BEGINS.test(after);
}

/**
 * A Chinese sentence with a blank where a Latin word of a field would touch a Chinese one beside the field.
 * @param {string} template
 * @param {Record<string, unknown>} fields
 * @returns {string}
 */
export function setApart(template, fields) {
  /** @param {string} name */
  const filled = (name) => name in fields ? String(fields[name]) : "{" + name + "}";
  // Every second piece is the name of a field.
  return template.split(/\{(\w+)\}/).reduce((said, piece, at) => {
    const part = at % 2 ? filled(piece) : piece;
    return said + (touch(said, part) ? " " : "") + part;
  }, "");
}
