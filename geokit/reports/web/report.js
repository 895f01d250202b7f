// The report's page: summary, table and map, and how they answer each other.
(function () {
  "use strict";
  const report = geokit.page.report;
  const findings = geokit.unpackFindings(report);
  geokit.unpackGroups(report, findings);
  const wanted = {hidden: new Set(), rule: "", park: "*", text: ""};
  const order = {by: "number", way: 1};
  let view = null;
  let timer = 0;
  const count = geokit.node("p", {class: "gk-count", attributes: {role: "status"}});

  function open(finding) {
    table.choose(finding);
    drawn.flyTo(finding);
    if (finding.mark) {
      // On a phone the map stands above the table, out of sight of its rows.
      document.querySelector(".gk-main").scrollIntoView({block: "nearest"});
    }
  }

  const drawn = geokit.findingMap(report, findings, open);
  const table = geokit.findingTable(report, open);

  function change() {
    const shown = geokit.chooseFindings(findings, report, wanted, order);
    table.show(shown);
    // The map follows when the table stands, and not for every letter that is typed.
    window.clearTimeout(timer);
    timer = window.setTimeout(() => drawn.show(shown), 30);
    geokit.setText(count, shown.length ? geokit.word("shown", {n: shown.length, count: findings.length}) : geokit.word("none_shown"));
  }

  function printButton() {
    return geokit.button(geokit.word("print", {sheet: "A4"}), () => window.print(), {class: "gk-print"});
  }

  // Paper is not as wide as the screen, and shows every row.
  function layForPrint() {
    table.showAll();
    document.documentElement.classList.add("is-printing");
    view = drawn.map.getBounds();
    drawn.layFor(view);
  }

  function layForScreen() {
    document.documentElement.classList.remove("is-printing");
    drawn.layFor(view);
  }

  geokit.parts.push(function () {
    const list = document.querySelector(".gk-list");
    report.figures.forEach((line) => list.appendChild(geokit.node("p", {class: "gk-figures", text: line})));
    report.notes.forEach((note) => list.appendChild(geokit.node("p", {class: "gk-note", text: note})));
    list.appendChild(geokit.findingFilters(report, wanted, change));
    list.appendChild(count);
    const frame = geokit.node("div", {class: "gk-scroll"}, [
      geokit.node("table", {}, [geokit.tableHead(table.columns, order, change), table.body])
    ]);
    list.appendChild(frame);
    table.follow(frame);
    const whole = geokit.button(geokit.word("whole"), drawn.whole, {class: "gk-whole"});
    document.querySelector(".gk-main").appendChild(whole);
    document.querySelector(".gk-buttons").appendChild(printButton());
    change();
    geokit.onLanguage(() => geokit.setText(count, count.gkText));
  });

  window.addEventListener("beforeprint", layForPrint);
  window.addEventListener("afterprint", layForScreen);
  geokit.start(drawn.map);
})();
