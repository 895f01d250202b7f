// The map of a park or of an audit: outlines, parcels, findings, legend, bars and cards.
(function () {
  "use strict";

  function notes(page) {
    const uncertain = page.outlines.some((outline) => outline.is_schematic) && page.uncertainty_km
      ? [geokit.word("schematic_note", {km: page.uncertainty_km})] : [];
    const all = uncertain.concat(page.notes);
    return all.length ? geokit.node("section", {class: "gk-notes"}, all.map((text) => geokit.node("p", {text: text}))) : null;
  }

  function legend(page, whole) {
    const lines = geokit.outlineLegend(page).concat(geokit.parcelLegend(page), page.findings ? geokit.severityLegend(page).concat(geokit.standingLegend(page)) : []);
    if (!lines.length) {
      return null;
    }
    const small = page.findings && page.findings.length ? geokit.node("p", {class: "gk-source", text: geokit.word("exaggerated")}) : null;
    return geokit.node("section", {class: "gk-legend"}, [
      geokit.node("div", {class: "gk-list-head"}, [
        geokit.node("h2", {text: geokit.word("legend")}), geokit.button(geokit.word("whole"), whole)
      ]),
      geokit.node("ul", {}, lines), small
    ]);
  }

  function parkCard(page) {
    return page.card ? geokit.node("section", {}, [geokit.node("h2", {text: geokit.word("park")}), geokit.card(page.card)]) : null;
  }

  function panes(map) {
    ["gk-parcels", "gk-outlines", "gk-findings"].forEach((name, at) => {
      map.createPane(name).style.zIndex = 410 + at * 20;
    });
    map.getPane("gk-outlines").style.pointerEvents = "none";
  }

  geokit.parts.push(function (map, page) {
    panes(map);
    map.setView([23, 115], 9);
    const labels = geokit.labels(map);
    const bounds = geokit.drawParcels(map, page, labels).extend(geokit.drawOutlines(map, page, labels));
    if (page.vague_place) {
      bounds.extend(geokit.drawVaguePlace(map, page, labels));
    }
    const drawn = page.findings ? geokit.drawFindings(map, page, bounds) : [];
    drawn.forEach((each) => each && bounds.extend(each.bounds));
    const whole = () => bounds.isValid() && geokit.fly(map, bounds);
    const side = document.querySelector(".gk-side");
    const findings = page.findings ? geokit.listFindings(map, page, drawn) : null;
    const progress = geokit.phaseBars(page);
    // Of a park, how far it has come matters first; of an audit, what it found.
    const first = page.is_plain ? [findings, legend(page, whole)] : [progress, legend(page, whole), findings];
    [notes(page), ...first, geokit.inset(map, page), parkCard(page)].filter(Boolean).forEach((part) => side.appendChild(part));
    map.invalidateSize({animate: false});
    if (bounds.isValid()) {
      map.fitBounds(bounds, {padding: [40, 40], animate: false});
    }
    geokit.northArrow(map);
    geokit.filter.tell();
    labels.refresh();
  });
})();
