// How old figures are when they are read: said once, where it is a year or more.

/** @import {Headline, Text} from "./types.d.ts" */
import {dayInChina} from "./days.js";
import {word} from "./text.js";

const YEAR = 12;
/** @type {Record<"zh" | "en", string>} */
const LOCALES = {zh: "zh-CN", en: "en"};

/**
 * Years and months, as a language writes them.
 * @param {number} months
 * @returns {Record<"zh" | "en", string>}
 */
function spanText(months) {
  /** @type {[number, string][]} */
  const parts = [[Math.floor(months / YEAR), "year"], [months % YEAR, "month"]];
  /** @param {"zh" | "en"} each */
  const inLanguage = (each) => parts.filter(([number]) => number > 0).map(([number, unit]) => (
    new Intl.NumberFormat(LOCALES[each], {style: "unit", unit, unitDisplay: "long"}).format(number)
  )).join(each === "zh" ? "" : " ");
  return {zh: inLanguage("zh"), en: inLanguage("en")};
}

/**
 * How long ago the date of a headline was; nothing of one that is not a year old.
 * @param {Headline} item
 * @param {Date} [now]
 * @returns {Text | null}
 */
export function ageOf({since}, now = new Date()) {
  if (!since) {
    return null;
  }
  const today = dayInChina(now);
  const months = (today.year - since.year) * YEAR + today.month - since.month;
  return months < YEAR ? null : word(since.is_rough ? "aged_roughly" : "aged", {age: spanText(months)});
}
