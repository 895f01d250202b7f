// Rules for paper, and for narrow or wide windows, as they will hold on a sheet: laid out before, the page must be what is printed.

/** @import {Action} from "../types.d.ts" */

/** @type {Record<string, string>} */
const MEDIA = {print: "all", screen: "not all"};
const CONDITION = /\((min|max)-(width|height):\s*([\d.]+)px\)/g;
const [ALWAYS, NEVER] = ["(min-width: 0px)", "(max-width: 0px)"];

/**
 * @param {CSSRuleList} rules
 * @returns {CSSMediaRule[]}
 */
function mediaRules(rules) {
  return [...rules].flatMap((rule) => rule instanceof window.CSSMediaRule ? [rule, ...mediaRules(rule.cssRules)] : []);
}

/**
 * Hold every rule for paper, and for the size of the window as that of a sheet has it; returns what gives them back.
 * @param {{width: number, height: number}} size in pixels of the page
 * @returns {Action}
 */
export function settleWidths(size) {
  /** @type {Action[]} */
  const undo = [];
  for (const rule of [...document.styleSheets].flatMap((sheet) => mediaRules(sheet.cssRules))) {
    const {media} = rule;
    const own = media.mediaText;
    const settled = MEDIA[own] || own.replace(CONDITION, (_, edge, side, px) => {
      const length = side === "width" ? size.width : size.height;
      return (edge === "min" ? length >= Number(px) : length <= Number(px)) ? ALWAYS : NEVER;
    });
    if (settled !== own) {
      media.mediaText = settled;
      undo.push(() => { media.mediaText = own; });
    }
  }
  return () => undo.forEach((action) => action());
}
