// The legend: what is in the chart, drawn with the same shapes.

const SWATCH = { x: 0, y: 0, w: 30, h: 16 };
const FRAME = { kind: 'rect', x: 1, y: 1, w: SWATCH.w - 2, h: SWATCH.h - 2, round: 2 };

/** Return the shapes of a bar of some look. */
function swatchShapes(look, outlined) {
  const body = outlined ? { ...FRAME, stroke: INK, width: 1.5, dash: look.dash } : { kind: 'rect', ...SWATCH, round: 2 };
  const sign = { kind: 'text', style: look.light ? 'lightText' : 'darkText', x: 10, y: 12, text: look.sign };
  return [{ ...body, fill: look.fill }, ...edgeShapes(look, 0, 0, SWATCH.w, SWATCH.h), ...(look.sign ? [sign] : [])];
}

/** Return what the colours mean that occur, in the order of the looks. */
function colourEntries() {
  const present = new Set(BARS.map((bar) => lookName(bar, state.colour)));
  return Object.keys(LOOKS).filter((name) => present.has(name)).map((name) => {
    const outlined = state.colour === 'status' && OUTLINED.has(name.split('.')[1]);
    return [say(name), swatchShapes(LOOKS[name], outlined)];
  });
}

/** Return what else is drawn, as far as it occurs. */
function otherEntries() {
  const lines = hatchPath(0, 0, SWATCH.w, SWATCH.h);
  const outlined = state.colour !== 'status' && BARS.some((bar) => OUTLINED.has(bar.status));
  const outages = MACHINES.some((machine) => machine.outage >= 0);
  return [
    outlined && [say('legend.fixed'), [{ ...FRAME, fill: '#ffffff', stroke: INK, width: 1.5 }]],
    [say('legend.setup'), [{ ...FRAME, fill: '#ffffff', stroke: '#a9b4c0', width: 1 }, { kind: 'path', style: 'hatch', d: lines }]],
    GHOSTS.length && [ghostName(), [{ ...FRAME, ...STYLES.ghost }]],
    [say('legend.closed'), [{ kind: 'rect', style: 'closed', ...SWATCH }]],
    outages && [say('legend.outage'), [{ kind: 'rect', style: 'outage', ...SWATCH }, { kind: 'path', style: 'outageLines', d: lines }]],
  ].filter(Boolean);
}

/** Write the legend of the chosen colours. */
function drawLegend() {
  const entries = [...colourEntries(), ...otherEntries()];
  document.getElementById('legend').replaceChildren(...entries.map(([text, shapes]) => {
    const entry = document.createElement('li');
    const words = document.createElement('span');
    words.textContent = text;
    entry.append(paintSvg(shapes, SWATCH.w, SWATCH.h), words);
    return entry;
  }));
}
