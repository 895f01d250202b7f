// Printing on one sheet, by the button or by the browser's own command: the page takes the sheet's size before it is looked at.

/** @import {Action, Sheet} from "./types.d.ts" */
import {carryOver} from "./paper/rest.js";
import {settleWidths} from "./paper/widths.js";
import {fillWith, makeButton, word} from "./text.js";

const MM_PX = 96 / 25.4;
/** What margins of 10 mm leave of a landscape sheet, in millimetres. */
const SHEETS = {A4: {width: 277, height: 190}, A3: {width: 400, height: 277}};

/** @type {Action | null} */
let restore = null;

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
 * Paper is light; returns what gives the page its own theme back.
 * @returns {Action}
 */
function lighten() {
  const root = document.documentElement;
  const theme = root.dataset.theme;
  root.dataset.theme = "light";
  return () => {
    if (theme) {
      root.dataset.theme = theme;
    } else {
      delete root.dataset.theme;
    }
  };
}

/**
 * The map keeps the size that it was drawn for, whatever the browser hides or shows on paper.
 * @param {L.Map} map
 * @returns {Action}
 */
function holdSize(map) {
  const {style} = map.getContainer();
  const {width, height} = style;
  const box = map.getContainer().getBoundingClientRect();
  Object.assign(style, {width: box.width + "px", height: box.height + "px"});
  return () => Object.assign(style, {width, height});
}

/**
 * Lay the page for a sheet; returns what lays it for the screen again, with the view that it had.
 * @param {L.Map} map
 * @param {Sheet} sheet
 * @returns {Action}
 */
export function layForPrint(map, sheet) {
  if (restore) {
    return restore;
  }
  const root = document.documentElement;
  const [bounds, centre, zoom] = [map.getBounds(), map.getCenter(), map.getZoom()];
  const scrolled = window.scrollY;
  const darken = lighten();
  const rule = document.head.appendChild(sheetRule(sheet));
  const unsettle = settleWidths({width: SHEETS[sheet].width * MM_PX, height: SHEETS[sheet].height * MM_PX});
  root.dataset.sheet = sheet;
  map.stop();
  map.invalidateSize({animate: false}).fitBounds(bounds, {animate: false});
  // Paper has another form than the screen: whoever knows what all is fits it, where all was in view.
  map.fire("paper", {view: bounds});
  const release = holdSize(map);
  const takeBack = carryOver();
  restore = () => {
    if (restore) {
      restore = null;
      takeBack();
      release();
      unsettle();
      rule.remove();
      delete root.dataset.sheet;
      darken();
      map.invalidateSize({animate: false}).setView(centre, zoom, {animate: false});
      map.fire("screen");
      window.scrollTo(0, scrolled);
    }
  };
  return restore;
}

/**
 * Paper has another form than the screen: where all was in view, all is fitted.
 * @param {L.Map} map
 * @param {L.LatLngBounds} bounds of all that there is
 * @param {() => L.FitBoundsOptions} room
 */
export function fitOnPaper(map, bounds, room) {
  map.on("paper", (event) => {
    const {view} = /** @type {L.LeafletEvent & {view: L.LatLngBounds}} */ (event);
    if (bounds.isValid() && view.contains(bounds)) {
      map.fitBounds(bounds, {...room(), animate: false});
    }
  });
}

/**
 * Do something before the browser prints, however that was begun, and something else afterwards.
 * @param {Action} before
 * @param {Action} after
 */
function aroundPrinting(before, after) {
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
  // Some browsers tell only this way.
  const media = window.matchMedia("print");
  const tell = () => (media.matches ? before() : after());
  media.addEventListener ? media.addEventListener("change", tell) : media.addListener(tell);
}

/** Print in the light theme what lays itself for paper. */
export function keepPaperLight() {
  /** @type {Action | null} */
  let darken = null;
  aroundPrinting(() => {
    darken = darken || lighten();
  }, () => {
    darken && darken();
    darken = null;
  });
}

/** @param {L.Map} map */
export function addPrintButtons(map) {
  /** @type {Sheet[]} */
  const sheets = ["A4", "A3"];
  sheets.forEach((sheet) => {
    const print = () => {
      layForPrint(map, sheet);
      window.print();
    };
    fillWith(".gk-buttons", [makeButton(word("print", {sheet: sheet}), print, {class: "gk-print"})]);
  });
  aroundPrinting(() => layForPrint(map, "A4"), () => restore && restore());
}
