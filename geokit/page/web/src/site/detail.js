// Details of what was chosen, in a card beside the map that covers nothing of it; on a narrow page below it.

/** @import {Action, LatLng, Shapes} from "../types.d.ts" */
import {hide, isStop} from "../focused.js";
import {linesOf} from "../geometry.js";
import {isMeasuring} from "../measure.js";
import {orderAsSeen} from "../reading.js";
import {calm} from "../start.js";
import {element, makeButton, word} from "../text.js";

/** The card, and the outline of what it speaks of on the map. */
export class Detail {
  /** @param {L.Map} map */
  constructor(map) {
    this.map = map;
    /** @type {Action} */
    this.onClose = () => {};
    /** What the card was opened from. @type {Element | null} */
    this.opener = null;
    this.body = element("div", {class: "gk-detail-body", attributes: {role: "status"}});
    this.card = element("section", {class: "gk-detail", attributes: {"aria-label": word("detail")}}, [
      makeButton("×", () => this.close(), {class: "gk-close", attributes: {"aria-label": word("close"), title: word("close")}}), this.body
    ]);
    this.card.hidden = true;
    this.outline = L.layerGroup().addTo(map);
    this.page = document.querySelector(".gk-page");
    this.page && this.page.insertBefore(this.card, this.page.querySelector(".gk-foot"));
    let wasMeasuring = false;
    // Whoever measures ends that with Escape, and nothing else.
    document.addEventListener("keydown", (event) => event.key === "Escape" && (wasMeasuring = isMeasuring()), true);
    document.addEventListener("keydown", (event) => event.key === "Escape" && !wasMeasuring && this.close());
  }

  /**
   * @param {Node[]} parts
   * @param {LatLng[][][]} [lines]
   * @param {Action} [onClose]
   */
  show(parts, lines, onClose) {
    this.clear();
    const focused = document.activeElement;
    this.opener = this.card.contains(focused) ? this.opener : focused;
    this.onClose = onClose || (() => {});
    this.body.append(...parts);
    (lines || []).forEach((rings) =>
      L.polygon(rings, {className: "gk-chosen", weight: 4, fill: false, interactive: false, pane: "gk-chosen"}).addTo(this.outline)
    );
    this.card.hidden = false;
    this.page && this.page.classList.add("has-detail");
    orderAsSeen();
    this.card.scrollTop = 0;
    // On a narrow page the list that was chosen from is below the map and the card.
    const [map, card] = [this.map.getContainer(), this.card].map((node) => node.getBoundingClientRect());
    if (map.bottom < 0 || card.top > window.innerHeight) {
      this.map.getContainer().scrollIntoView({block: "start", behavior: calm ? "auto" : "smooth"});
    }
  }

  clear() {
    this.onClose();
    this.onClose = () => {};
    this.body.textContent = "";
    this.outline.clearLayers();
  }

  close() {
    hide(this.card, true, () => (isStop(this.opener) ? this.opener : this.map.getContainer()));
    this.clear();
    this.page && this.page.classList.remove("has-detail");
  }
}

/**
 * The rings of the surfaces of a shape; lines and points have none.
 * @param {Shapes} shapes
 * @param {number} at
 */
export const surfacesOf = (shapes, at) => linesOf(shapes, at).filter((_, number) => !shapes.isOpen[shapes.from[at] + number]);
