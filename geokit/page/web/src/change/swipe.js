// A line between two states: what lies to its left is of the earlier one. It is a slider for mouse, touch and keys.

/** @import {SwipeLine, Text} from "../types.d.ts" */
import {element, onLanguage, localize, setAttributes, word} from "../text.js";

// The line and its rim, to one side, with a gap: what is to be read keeps so far off.
export const OFF_LINE_PX = 5;
// Farther than any map reaches, in pixels.
const FAR = 1e6;
/** @type {Record<string, number>} */
const STEPS = {ArrowLeft: -0.02, ArrowDown: -0.02, ArrowRight: 0.02, ArrowUp: 0.02, PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1};

/**
 * @param {number} west
 * @param {number} east
 * @returns {string}
 */
function between(west, east) {
  return "polygon(" + [[west, -FAR], [east, -FAR], [east, FAR], [west, FAR]].map(([x, y]) => x + "px " + y + "px").join(",") + ")";
}

/**
 * Whatever is clipped lies in panes, whose zero is not the corner of the view once the map was moved.
 * @param {L.Map} map
 * @param {HTMLElement[][]} panes
 * @param {number} share
 */
function clip(map, [before, after], share) {
  const x = map.containerPointToLayerPoint([map.getSize().x * share, 0]).x;
  // A clip that reaches so far is lost on paper, where this map shows the later state alone.
  before.forEach((pane) => (pane.style.clipPath = share > 0 ? between(-FAR, x) : "inset(100%)"));
  after.forEach((pane) => (pane.style.clipPath = share > 0 ? between(x, FAR) : "none"));
}

/**
 * @param {HTMLElement} handle
 * @param {HTMLElement} frame
 * @param {(share: number) => void} move
 */
function listen(handle, frame, move) {
  let isHeld = false;
  handle.addEventListener("pointerdown", (event) => {
    isHeld = true;
    handle.setPointerCapture(event.pointerId);
    handle.focus({preventScroll: true});
    event.preventDefault();
  });
  handle.addEventListener("pointermove", (event) => {
    const box = frame.getBoundingClientRect();
    isHeld && move((event.clientX - box.left) / box.width);
  });
  ["pointerup", "pointercancel"].forEach((name) => handle.addEventListener(name, () => (isHeld = false)));
}

/** @returns {SwipeLine} */
export function makeLine() {
  /** @type {(() => void)[]} */
  const listeners = [];
  return {
    share: 0.5,
    listen: (act) => { listeners.push(act); },
    move(to) {
      this.share = Math.min(1, Math.max(0, to));
      listeners.forEach((act) => act());
    }
  };
}

/**
 * @param {L.Map} map
 * @param {Text[]} names
 * @param {HTMLElement[][]} panes
 * @param {SwipeLine} swipe
 */
export function addSwipe(map, names, panes, swipe) {
  const handle = element("div", {class: "gk-swipe-handle"}, [element("span", {class: "gk-swipe-grip", text: "⇔"})]);
  handle.tabIndex = 0;
  handle.setAttribute("role", "slider");
  const line = element("div", {class: "gk-swipe"}, [
    element("span", {class: "gk-swipe-name is-before", text: names[0]}), handle,
    element("span", {class: "gk-swipe-name is-after", text: names[1]})
  ]);

  function show() {
    line.style.setProperty("--at", swipe.share * 100 + "%");
    clip(map, panes, swipe.share);
    const whole = Math.round(swipe.share * 100);
    setAttributes(handle, {
      "aria-label": word("swipe"), "aria-valuemin": "0", "aria-valuemax": "100", "aria-valuenow": String(whole),
      "aria-valuetext": word("swipe_at", {share: whole, before: localize(names[0]), after: localize(names[1])})
    });
  }

  handle.addEventListener("keydown", (event) => {
    if (event.key in STEPS) {
      event.preventDefault();
      event.stopPropagation();
      swipe.move(swipe.share + STEPS[event.key]);
    }
  });
  L.DomEvent.disableClickPropagation(handle);
  L.DomEvent.disableScrollPropagation(handle);
  listen(handle, map.getContainer(), (to) => swipe.move(to));
  map.getContainer().appendChild(line);
  map.on("move zoomend viewreset resize", () => clip(map, panes, swipe.share));
  swipe.listen(show);
  onLanguage(show);
  onPrint(swipe);
  show();
}

/**
 * On paper this is the map of the later state, whole: the earlier one stands beside it.
 * @param {SwipeLine} swipe
 */
function onPrint(swipe) {
  let kept = swipe.share;
  window.addEventListener("beforeprint", () => {
    kept = swipe.share;
    swipe.move(0);
  });
  window.addEventListener("afterprint", () => swipe.move(kept));
}
