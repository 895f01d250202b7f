// What a page lets others see of it, as `geokit`: whether it stands, what it was given, and what tests look at.

export {ageOf} from "./age.js";
export {dayInChina, endOf} from "./days.js";
export {linesOf, unpackShapes, worldX} from "./geometry.js";
export {overlap} from "./boxes.js";
export {Labels} from "./labels.js";
export {geodesicArea, geodesicLength} from "./geodesic.js";
export {isMeasuring, threeDigits} from "./measure.js";
export {layForPrint} from "./print.js";
export {roundLength} from "./scale.js";
export {calm, fly, isBegun, isReady, settled} from "./start.js";
export {canvasStyle, sample, sign} from "./symbols.js";
export {element, localize, page, word} from "./text.js";
