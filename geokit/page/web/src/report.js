// The report of an audit: a table with a map beside it. It begins by itself.

import {beginReport} from "./report/report.js";

export * from "./page.js";
export {openFinding} from "./report/report.js";

beginReport();
