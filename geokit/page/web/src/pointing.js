// Pointing at a map without a mouse: a crosshair that arrows move; and telling a second click from a first.

const STEP_PX = 20;
const SMALL_STEP_PX = 1;
const MARGIN_PX = 40;
const SECOND_MS = 350;
const SECOND_PX = 8;

/** @type {Record<string, [number, number]>} */
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

/**
 * A click is the second of a double one, by mouse or finger: soon after the first, and where it was.
 * @returns {(event: MouseEvent) => boolean}
 */
export function isSecondOf() {
  let last = {time: -Infinity, x: 0, y: 0};
  return (event) => {
    const isSecond = event.timeStamp - last.time < SECOND_MS && Math.hypot(event.clientX - last.x, event.clientY - last.y) < SECOND_PX;
    last = {time: isSecond ? -Infinity : event.timeStamp, x: event.clientX, y: event.clientY};
    return isSecond;
  };
}

/** @param {EventTarget | null} target @param {string} kinds */
const isOneOf = (target, kinds) => target instanceof Element && target.closest(kinds) !== null;

/**
 * Hear keys before anything else does, and let nothing else hear them; Tab, fields and buttons stay what they are.
 * @param {(event: KeyboardEvent) => boolean} listener tells whether it took the key
 * @param {() => boolean} isTaking
 */
export function takeKeys(listener, isTaking) {
  window.addEventListener("keydown", (event) => {
    if (!isTaking() || event.key === "Tab" || isOneOf(event.target, "input, select, textarea")) {
      return;
    }
    const isPressing = isOneOf(event.target, "button, a") && (event.key === "Enter" || event.key === " ");
    event.stopImmediatePropagation();
    if (!isPressing && listener(event)) {
      event.preventDefault();
    }
  }, true);
}

/** A cross over the map that arrows move: by steps, with Shift by single pixels. */
export class Crosshair {
  /**
   * @param {L.Map} map
   * @param {HTMLElement} parent
   */
  constructor(map, parent) {
    this.map = map;
    this.node = document.createElement("div");
    this.node.className = "gk-crosshair";
    this.node.hidden = true;
    parent.appendChild(this.node);
    /** @type {L.Point | null} */
    this.place = null;
    this.isFresh = false;
  }

  hide() {
    this.place = null;
    this.node.hidden = true;
  }

  /** Where nothing points yet it points at the middle, as an arrow would begin there. */
  appear() {
    this.place || this.put(this.map.getSize().divideBy(2).round());
  }

  /**
   * Where it points, once; null where it has not moved since, which ends a line as a double click does.
   * @returns {L.LatLng | null}
   */
  take() {
    const isFresh = this.isFresh && this.place;
    this.isFresh = false;
    return isFresh && this.place ? this.map.containerPointToLatLng(this.place) : null;
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean}
   */
  move(event) {
    const way = ARROWS[event.key];
    if (!way) {
      return this.zoom(event.key);
    }
    const step = event.shiftKey ? SMALL_STEP_PX : STEP_PX;
    const from = this.place || this.map.getSize().divideBy(2).round();
    this.put(from.add([way[0] * step, way[1] * step]));
    return true;
  }

  /** @param {string} key */
  zoom(key) {
    const steps = {"+": 1, "=": 1, "-": -1}[key];
    steps && this.map.setZoom(this.map.getZoom() + steps);
    return Boolean(steps);
  }

  /** @param {L.Point} place */
  put(place) {
    const size = this.map.getSize();
    const within = L.point(
      Math.min(size.x - MARGIN_PX, Math.max(MARGIN_PX, place.x)), Math.min(size.y - MARGIN_PX, Math.max(MARGIN_PX, place.y))
    );
    this.map.panBy(place.subtract(within), {animate: false});
    this.place = within;
    this.isFresh = true;
    this.node.hidden = false;
    L.DomUtil.setPosition(this.node, within);
  }
}
