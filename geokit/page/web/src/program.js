// The map of partnerships, with the maps of its parks in the same file.

import {rememberForeign} from "./links/foreign.js";
import {drawLinks} from "./links/links.js";
import {followAddress} from "./links/addressed.js";
import {addWall} from "./links/wall.js";
import {addMeasuring} from "./measure.js";
import {openAddress} from "./opening.js";
import {addPrintButtons} from "./print.js";
import {addScaleBar} from "./scale.js";
import {drawSite} from "./site/site.js";
import {startWith} from "./start.js";
import {page} from "./text.js";
import {addWayBack, enterView} from "./views.js";

export * from "./page.js";
export {choosePhase, openFinding, openParcel} from "./site/site.js";

/** @param {L.Map} map */
export function start(map) {
  enterView(map);
  const own = page.view === undefined ? [drawLinks, followAddress, openAddress, addWall] : [addWayBack, drawSite, openAddress];
  startWith(map, [rememberForeign, addScaleBar, addMeasuring, addPrintButtons, ...own]);
}
