// The map of a change: two states with a swipe between them, and what became of the parcels.

import {drawChange} from "./change/change.js";
import {addMeasuring} from "./measure.js";
import {openAddress} from "./opening.js";
import {addPrintButtons} from "./print.js";
import {addScaleBar} from "./scale.js";
import {startWith} from "./start.js";

export * from "./page.js";
export {choice} from "./change/choice.js";

/** @param {L.Map} map */
export const start = (map) => startWith(map, [addScaleBar, addMeasuring, addPrintButtons, drawChange, openAddress]);
