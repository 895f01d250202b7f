// The map of a park, and the map of an audit.

import {addMeasuring} from "./measure.js";
import {openAddress} from "./opening.js";
import {addPrintButtons} from "./print.js";
import {addScaleBar} from "./scale.js";
import {drawSite} from "./site/site.js";
import {startWith} from "./start.js";

export * from "./page.js";
export {choosePhase, openFinding, openParcel} from "./site/site.js";

/** @param {L.Map} map */
export const start = (map) => startWith(map, [addScaleBar, addMeasuring, addPrintButtons, drawSite, openAddress]);
