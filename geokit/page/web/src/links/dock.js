// Tools stand in a corner of a map that has room for them, else beside it.

import {addControl} from "../start.js";
import {element} from "../text.js";

const ROOMY_PX = 700;

/**
 * @param {L.Map} map
 * @param {HTMLElement} node
 * @param {L.ControlPosition} position
 * @param {HTMLElement} aside
 */
export function dock(map, node, position, aside) {
  const corner = element("div", {class: "gk-corner"});
  L.DomEvent.disableClickPropagation(corner);
  addControl(map, position, corner);
  const place = () => {
    const home = map.getSize().x >= ROOMY_PX ? corner : aside;
    if (node.parentElement !== home) {
      home.appendChild(node);
      map.invalidateSize({animate: false});
    }
  };
  map.on("resize", place);
  place();
}
