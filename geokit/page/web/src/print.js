// Printing on one sheet: the page takes the sheet's size before the browser looks at it.

/** @import {Action, Sheet} from "./types.d.ts" */
import {fillWith, makeButton, word} from "./text.js";

/**
 * @param {Sheet} sheet
 * @returns {HTMLStyleElement}
 */
function sheetRule(sheet) {
  const style = document.createElement("style");
  style.textContent = "@page { size: " + sheet + " landscape; margin: 10mm; }";
  return style;
}

/**
 * @param {L.Map} map
 * @param {Sheet} sheet
 * @returns {Action}
 */
export function layForPrint(map, sheet) {
  const root = document.documentElement;
  const view = map.getBounds();
  const theme = root.dataset.theme;
  const rule = document.head.appendChild(sheetRule(sheet));
  root.dataset.sheet = sheet;
  root.dataset.theme = "light";
  map.invalidateSize({animate: false}).fitBounds(view, {animate: false});
  return function () {
    rule.remove();
    delete root.dataset.sheet;
    if (theme) {
      root.dataset.theme = theme;
    } else {
      delete root.dataset.theme;
    }
    map.invalidateSize({animate: false}).fitBounds(view, {animate: false});
  };
}

/** @param {L.Map} map */
export function addPrintButtons(map) {
  /** @type {Sheet[]} */
  const sheets = ["A4", "A3"];
  sheets.forEach((sheet) => {
    const print = () => {
      const restore = layForPrint(map, sheet);
      window.addEventListener("afterprint", restore, {once: true});
      window.print();
    };
    fillWith(".gk-buttons", [makeButton(word("print", {sheet: sheet}), print, {class: "gk-print"})]);
  });
}
