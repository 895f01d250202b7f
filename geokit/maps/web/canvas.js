// A canvas made ready to be drawn on anew: at a place of its pane, as large as a size, sharp on any screen.
(function () {
  "use strict";
  geokit.clearCanvas = function (canvas, place, size) {
    const ratio = window.devicePixelRatio || 1;
    L.DomUtil.setPosition(canvas, place);
    canvas.width = size.x * ratio;
    canvas.height = size.y * ratio;
    canvas.style.width = size.x + "px";
    canvas.style.height = size.y + "px";
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    return context;
  };
})();
