// The map on a wall: no tools, the pairs one by one, each with one figure that is read from afar.

/** @import {LinkPage} from "../types.d.ts" */
import {address} from "../address.js";
import {focus} from "./focus.js";
import {calm} from "../start.js";
import {element, makeButton, onLanguage, setAttributes, setText, word} from "../text.js";
import {slideNode, slides, widest} from "./slides.js";

// Long enough to read a name, a figure and a source aloud.
const SHOWN_MS = 10000;
const IDLE_MS = 3000;
// No letter: the reader may speak to the machine, or type.
const KEY = "F8";

const root = document.documentElement;

/** @returns {boolean} */
const isTyping = () => Boolean(document.activeElement && document.activeElement.matches("input:not([type=checkbox]), select, textarea"));

/**
 * @param {Element} place
 * @param {Element} node
 */
function fillAnew(place, node) {
  place.textContent = "";
  place.appendChild(node);
}

class Wall {
  /**
   * @param {L.Map} map
   * @param {LinkPage} page
   */
  constructor(map, page) {
    this.map = map;
    this.page = page;
    this.slides = slides(page);
    this.at = 0;
    this.timer = 0;
    this.idle = 0;
    // Whoever asked for no movement turns the pages.
    this.isPaused = calm;
    this.isFull = false;
    /** @type {HTMLElement | null} */
    this.left = null;
    this.stage = element("div", {class: "gk-wall-stage"});
    this.pauser = makeButton("❚❚", () => this.pause(!this.isPaused), {attributes: {"aria-label": word("wall_pause")}});
    this.progress = element("div", {class: "gk-wall-progress", attributes: {"aria-hidden": "true"}});
    this.node = element("section", {class: "gk-wall", attributes: {"aria-label": word("wall")}}, [this.stage, this.tools(), this.progress]);
    this.node.hidden = true;
  }

  tools() {
    return element("div", {class: "gk-wall-tools"}, [
      makeButton("‹", () => this.step(-1), {attributes: {"aria-label": word("wall_previous")}}),
      this.pauser,
      makeButton("›", () => this.step(1), {attributes: {"aria-label": word("wall_next")}}),
      makeButton(word("wall_leave"), () => this.leave())
    ]);
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** @param {boolean} isGesture */
  enter(isGesture) {
    if (this.isOpen) {
      return;
    }
    this.left = /** @type {HTMLElement | null} */ (document.activeElement);
    this.node.hidden = false;
    root.classList.add("is-wall");
    address.mark("wall", "");
    // Where the reader has touched nothing, browsers refuse the screen, and the wall fills its window.
    if (isGesture && document.fullscreenEnabled && !document.fullscreenElement) {
      root.requestFullscreen().then(() => (this.isFull = true), () => {});
    }
    this.lay();
    this.pause(this.isPaused);
    this.show(Math.max(this.slides.findIndex((slide) => slide.pair && slide.pair.id === focus.chosen()), 0));
  }

  leave() {
    if (!this.isOpen) {
      return;
    }
    window.clearTimeout(this.timer);
    this.node.hidden = true;
    root.classList.remove("is-wall", "is-idle");
    address.mark("wall", null);
    if (this.isFull && document.fullscreenElement) {
      document.exitFullscreen();
    }
    this.isFull = false;
    this.lay();
    // What stood before the wall has the focus again, as it would have had without.
    this.left && this.left.focus({preventScroll: true});
  }

  // Map and names have another size now.
  lay() {
    this.map.invalidateSize({animate: false});
    focus.choose(focus.chosen());
  }

  /** @param {number} at */
  show(at) {
    this.at = (at + this.slides.length) % this.slides.length;
    const slide = this.slides[this.at];
    focus.choose(slide.pair ? slide.pair.id : null);
    fillAnew(this.stage, slideNode(slide, this.at, this.slides.length));
    this.stage.style.setProperty("--em", widest(this.slides).toFixed(2));
    this.wait();
  }

  /** @param {number} by */
  step(by) {
    this.show(this.at + by);
  }

  wait() {
    window.clearTimeout(this.timer);
    // The line begins anew with each slide.
    fillAnew(this.progress, element("span", {}));
    if (!this.isPaused) {
      this.timer = window.setTimeout(() => this.step(1), SHOWN_MS);
    }
  }

  /** @param {boolean} isPaused */
  pause(isPaused) {
    this.isPaused = isPaused;
    setText(this.pauser, isPaused ? "▶" : "❚❚");
    setAttributes(this.pauser, {"aria-label": word(isPaused ? "wall_go_on" : "wall_pause")});
    // What moves by itself is not read out by itself.
    setAttributes(this.stage, {"aria-live": isPaused ? "polite" : "off"});
    this.node.classList.toggle("is-paused", isPaused);
    this.wait();
  }

  /** @param {KeyboardEvent} event */
  answer(event) {
    /** @type {Record<string, () => void>} */
    const actions = {
      Escape: () => this.leave(), [KEY]: () => this.leave(), " ": () => this.pause(!this.isPaused),
      ArrowRight: () => this.step(1), ArrowDown: () => this.step(1), PageDown: () => this.step(1),
      ArrowLeft: () => this.step(-1), ArrowUp: () => this.step(-1), PageUp: () => this.step(-1),
      Home: () => this.show(0), End: () => this.show(this.slides.length - 1)
    };
    const isOnButton = event.key === " " && event.target instanceof Element && event.target.tagName === "BUTTON";
    if (actions[event.key] && !isOnButton) {
      event.preventDefault();
      event.stopPropagation();
      actions[event.key]();
    }
  }

  // Hand and pointer are out of sight while nobody moves them.
  wake() {
    root.classList.remove("is-idle");
    window.clearTimeout(this.idle);
    this.idle = window.setTimeout(() => root.classList.toggle("is-idle", this.isOpen && !this.node.contains(document.activeElement)), IDLE_MS);
  }
}

/** @param {Wall} wall */
function listen(wall) {
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (wall.isOpen) {
      wall.answer(event);
    } else if (event.key === KEY && !isTyping()) {
      event.preventDefault();
      wall.enter(true);
    }
  }, true);
  ["pointermove", "keydown"].forEach((name) => document.addEventListener(name, () => wall.isOpen && wall.wake()));
  document.addEventListener("fullscreenchange", () => !document.fullscreenElement && wall.isFull && wall.leave());
  onLanguage(() => wall.isOpen && wall.show(wall.at));
}

/** @param {Wall} wall */
function wallButton(wall) {
  const hint = word("wall_hint", {key: KEY});
  return makeButton(word("wall_button", {key: KEY}), () => wall.enter(true), {class: "gk-wall-button", attributes: {title: hint, "aria-keyshortcuts": KEY}});
}

/**
 * @param {L.Map} map
 * @param {LinkPage} page
 */
export function addWall(map, page) {
  const wall = new Wall(map, page);
  const main = document.querySelector(".gk-main");
  const buttons = document.querySelector(".gk-buttons");
  main && main.after(wall.node);
  buttons && buttons.append(wallButton(wall));
  const foot = document.querySelector(".gk-foot");
  foot && foot.prepend(element("p", {class: "gk-wall-note", text: word("wall_schematic")}));
  listen(wall);
  const follow = () => (address.asked("wall") === undefined ? wall.leave() : wall.enter(false));
  address.listen(follow);
  follow();
}
