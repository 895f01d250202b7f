// One bar a phase: how much is supplied, approved, still to acquire; a click shows one phase alone.
(function () {
  "use strict";

  function part(each, legend) {
    const group = legend.find((item) => item.group === each.group);
    const node = geokit.node("span", {class: "gk-bar-part is-" + group.key, attributes: {title: group.name}}, [
      geokit.node("span", {text: geokit.word("mu_of", {mu: each.mu})})
    ]);
    node.style.flexGrow = each.share;
    node.style.setProperty("--colour", group.colour);
    return node;
  }

  function bar(each, legend) {
    const button = geokit.button("", () => geokit.filter.choosePhase(each.phase), {class: "gk-phase"});
    button.gkText = undefined;
    const head = geokit.node("span", {class: "gk-phase-head"}, [
      geokit.node("strong", {text: each.name}), geokit.node("span", {text: geokit.word("phase_total", {mu: each.total})})
    ]);
    button.appendChild(head);
    button.appendChild(geokit.node("span", {class: "gk-bar"}, each.parts.map((item) => part(item, legend))));
    geokit.filter.listen(() => button.setAttribute("aria-pressed", String(geokit.filter.phase() === each.phase)));
    return button;
  }

  geokit.phaseBars = function (page) {
    const layer = page.is_plain ? null : page.parcels[0];
    if (!layer) {
      return null;
    }
    return geokit.node("section", {class: "gk-phases"}, [
      geokit.node("h2", {text: geokit.word("phases")})
    ].concat(layer.bars.map((each) => bar(each, layer.legend))));
  };
})();
