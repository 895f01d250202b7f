// Measuring on the screen, good for an impression and labelled so: by mouse, finger or keys; nothing else reacts meanwhile.

/** @import {Guard, Text} from "./types.d.ts" */
import {geodesicArea, geodesicLength} from "./geodesic.js";
import {Crosshair, isSecondOf, takeKeys} from "./pointing.js";
import {addControl} from "./start.js";
import {element, makeButton, setText, word} from "./text.js";

// Each with the least of it that is said: 0.03 km² says nothing that hectares do not.
/** @type {[string, number, number][]} */
const UNITS = [["square_metres", 1, 0], ["mu", 2000 / 3, 0], ["hectares", 1e4, 0.1], ["square_kilometres", 1e6, 1]];

/**
 * Three significant digits: more would promise what a screen cannot keep.
 * @param {number} value
 * @returns {string}
 */
export function threeDigits(value) {
  const digits = {minimumSignificantDigits: 3, maximumSignificantDigits: 3};
  return value ? value.toLocaleString("en-US", digits) : "0";
}

/**
 * @param {L.LatLng[]} points
 * @returns {Text[]}
 */
export function measuredTexts(points) {
  const texts = [];
  if (points.length > 1) {
    const metres = geodesicLength(points);
    texts.push(metres >= 1000 ? word("kilometres", {n: threeDigits(metres / 1000)}) : word("metres", {n: threeDigits(metres)}));
  }
  if (points.length > 2) {
    const area = geodesicArea(points);
    const told = UNITS.filter(([, size, least]) => area / size >= least);
    texts.push(...told.map(([key, size]) => word(key, {n: threeDigits(area / size)})));
  }
  return texts;
}

/** @type {Guard} */
let guard = () => null;

/**
 * Let a page speak before measuring begins: it may refuse, or first show what can be measured, and say so.
 * @param {Guard} chosen
 */
export function setMeasuringGuard(chosen) {
  guard = chosen;
}

let isOn = false;

/** @returns {boolean} */
export const isMeasuring = () => isOn;

/** What is measured, as it lies on the map. */
class Drawing {
  /** @param {L.Map} map */
  constructor(map) {
    const pane = map.createPane("gk-measure");
    pane.style.zIndex = "690";
    this.group = L.layerGroup().addTo(map);
    /** @type {L.LatLng[]} */
    this.points = [];
  }

  /** @param {L.LatLng[]} points */
  show(points) {
    this.points = points;
    this.group.clearLayers();
    const common = {pane: "gk-measure", interactive: false};
    if (points.length > 1) {
      const line = points.length > 2 ? L.polygon(points, {...common, className: "gk-measure sym-measure"})
        : L.polyline(points, {...common, className: "gk-measure sym-measure"});
      this.group.addLayer(line);
    }
    points.forEach((point) =>
      this.group.addLayer(L.circleMarker(point, {...common, radius: 4, className: "gk-vertex sym-measure is-sign"}))
    );
  }
}

/** The button, its panel, and what they do. */
class Tool {
  /** @param {L.Map} map */
  constructor(map) {
    this.map = map;
    this.drawing = new Drawing(map);
    this.button = makeButton(word("measure"), () => (this.panel.hidden ? this.start() : this.close()));
    this.undoButton = makeButton(word("measure_undo"), () => this.undo());
    this.finishButton = makeButton(word("measure_finish"), () => this.finish());
    const again = makeButton(word("measure_clear"), () => this.start());
    this.hint = element("p", {text: word("measure_hint")});
    this.results = element("ul", {class: "gk-measured"});
    const said = element("div", {attributes: {role: "status"}}, [this.hint, this.results]);
    this.panel = element("section", {class: "gk-measure-panel", attributes: {"aria-label": word("measure")}}, [
      said, element("div", {class: "gk-measure-buttons"}, [this.undoButton, this.finishButton, again]),
      element("p", {text: word("measure_approximate")})
    ]);
    this.catcher = this.makeCatcher();
    this.crosshair = new Crosshair(map, this.catcher);
    takeKeys((event) => isOn && this.onKey(event), () => isOn);
    document.addEventListener("keydown", (event) => event.key === "Escape" && !this.panel.hidden && this.close());
    this.close();
  }

  // It lies over all that would react, and lets the map be dragged and zoomed.
  makeCatcher() {
    const catcher = element("div", {class: "gk-catcher", attributes: {role: "application", "aria-label": word("measure_keys"), tabindex: "0"}});
    const isSecond = isSecondOf();
    catcher.addEventListener("click", (event) => {
      event.stopPropagation();
      const dragging = /** @type {{moved?: () => boolean}} */ (this.map.dragging || {});
      if (dragging.moved && dragging.moved()) {
        return;
      }
      this.crosshair.hide();
      isSecond(event) ? this.finish() : this.add(this.map.mouseEventToLatLng(event));
    });
    ["dblclick", "contextmenu", "mousemove", "mouseover", "mouseout"].forEach((kind) =>
      catcher.addEventListener(kind, (event) => event.stopPropagation())
    );
    return catcher;
  }

  /** @param {L.LatLng} point */
  add(point) {
    this.show([...this.drawing.points, point]);
  }

  undo() {
    isOn || this.resume();
    this.show(this.drawing.points.slice(0, -1));
  }

  /** @param {L.LatLng[]} points */
  show(points) {
    this.drawing.show(points);
    this.results.textContent = "";
    measuredTexts(points).forEach((text) => this.results.appendChild(element("li", {text: text})));
    this.undoButton.disabled = points.length === 0;
    this.finishButton.disabled = !isOn || points.length < 2;
  }

  start() {
    const answer = guard();
    // Until it is closed, what was measured lies where it truly does: a page that shifts its land hears of it.
    answer && answer.isRefused || this.map.fire("measurestart");
    this.panel.hidden = false;
    this.button.setAttribute("aria-pressed", "true");
    this.hint.classList.toggle("gk-warned", answer !== null);
    this.resume(answer !== null && answer.isRefused);
    setText(this.hint, answer ? answer.words : word("measure_hint"));
    this.show([]);
  }

  /** @param {boolean} [isRefused] */
  resume(isRefused) {
    this.hold(!isRefused);
    if (!isRefused) {
      setText(this.hint, word("measure_hint"));
      this.catcher.focus({preventScroll: true});
    }
  }

  // A length has two ends: with fewer points nothing was measured yet.
  finish() {
    if (this.drawing.points.length < 2) {
      return;
    }
    this.hold(false);
    setText(this.hint, word("measure_finished"));
    this.show(this.drawing.points);
    this.button.focus({preventScroll: true});
  }

  close() {
    this.hold(false);
    this.show([]);
    this.panel.hidden = true;
    this.button.setAttribute("aria-pressed", "false");
    this.map.fire("measurestop");
  }

  /**
   * Take the map for measuring, or give it back.
   * @param {boolean} isHeld
   */
  hold(isHeld) {
    isOn = isHeld;
    const container = this.map.getContainer();
    isHeld ? container.appendChild(this.catcher) : this.catcher.remove();
    isHeld && this.map.closePopup();
    this.crosshair.hide();
    document.documentElement.classList.toggle("is-measuring", isHeld);
    document.querySelectorAll(".leaflet-map-pane, .gk-side, .gk-list").forEach((node) => node.toggleAttribute("inert", isHeld));
    isHeld ? this.map.doubleClickZoom.disable() : this.map.doubleClickZoom.enable();
  }

  // Set the point that the crosshair shows; where it shows none, show it, or finish what can be finished.
  enter() {
    const place = this.crosshair.take();
    if (place) {
      this.add(place);
    } else {
      this.drawing.points.length < 2 ? this.crosshair.appear() : this.finish();
    }
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const isUndo = event.key === "Backspace" || (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey));
    if (event.key === "Escape") {
      this.close();
      this.button.focus({preventScroll: true});
    } else if (isUndo) {
      this.undo();
    } else if (event.key === "Enter") {
      this.enter();
    } else {
      return this.crosshair.move(event);
    }
    return true;
  }
}

/** @param {L.Map} map */
export function addMeasuring(map) {
  const tool = new Tool(map);
  const node = element("div", {class: "gk-measure-tool"}, [tool.button, tool.panel]);
  L.DomEvent.disableClickPropagation(node);
  L.DomEvent.disableScrollPropagation(node);
  addControl(map, "topright", node);
}
