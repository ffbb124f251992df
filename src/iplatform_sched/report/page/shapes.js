// From bars to shapes: where everything stands and how it looks. Both painters draw the same shapes.

const LANE = 17, PAD = 3, HEAD = 26, AXIS = 44, EDGE = 2.5; // heights in pixels
const LEAST_WIDTH = 2;
const FEW_UNITS = 4; // machines with more show only the units in use
const INK = '#1b2733';
const FONT = '"Noto Sans KR","Noto Sans CJK KR",NanumGothic,"Nanum Gothic","Malgun Gothic","Apple SD Gothic Neo",system-ui,sans-serif';

// Colours: Okabe and Ito, two of them darker so that white letters stand out. Each category also has an edge
// or an outline, and a sign where there is room.
const LOOKS = {
  'status.planned': { fill: '#56b4e9' },
  'status.confirmed': { fill: '#d5dce4' },
  'status.running': { fill: '#9fb3c8', edge: 'bottom', sign: '▶' },
  'status.held': { fill: '#f0e442', dash: '3 2', sign: '?' },
  'status.done': { fill: '#eceff2', edge: 'top', sign: '✓' },
  'lateness.late': { fill: '#c04f00', edge: 'top', sign: '!', light: true },
  'lateness.behind': { fill: '#e69f00', edge: 'bottom', sign: '·' },
  'lateness.in_time': { fill: '#56b4e9' },
  'lateness.no_due': { fill: '#d5dce4' },
  'change.new': { fill: '#007a5a', edge: 'start', sign: '+', light: true },
  'change.moved': { fill: '#e69f00', edge: 'bottom', sign: '↔' },
  'change.reassigned': { fill: '#cc79a7', edge: 'top', sign: '⇄' },
  'change.kept': { fill: '#56b4e9' },
  'change.fixed': { fill: '#d5dce4' },
};
const OUTLINED = new Set(['confirmed', 'running', 'held']);
const STYLES = {
  closed: { fill: '#e9edf1' },
  outage: { fill: '#c9cfd6' },
  outageLines: { stroke: '#7d8894', width: 1 },
  head: { fill: '#33475b' },
  headText: { fill: '#ffffff', font: `600 12px ${FONT}` },
  headNote: { fill: '#d5dce4', font: `11px ${FONT}`, align: 'end' },
  rule: { fill: '#dfe4ea' },
  grid: { fill: '#d3dae1' },
  gridStrong: { fill: '#a9b4c0' },
  now: { fill: '#d55e00' },
  label: { fill: INK, font: `12px ${FONT}` },
  unit: { fill: '#5b6875', font: `9px ${FONT}`, align: 'end' },
  axisText: { fill: INK, font: `11px ${FONT}` },
  axisMonth: { fill: INK, font: `600 12px ${FONT}` },
  ghost: { fill: 'rgba(255,255,255,0.55)', stroke: '#6b7785', width: 1.2, dash: '4 3' },
  hatch: { stroke: 'rgba(27,39,51,0.62)', width: 1 },
  edge: { fill: INK },
  darkText: { fill: INK, font: `11px ${FONT}` },
  lightText: { fill: '#ffffff', font: `600 11px ${FONT}` },
};

/** Return the name of a bar's look under a choice of colours: status, lateness or change. */
function lookName(bar, colour) {
  return `${colour}.${bar[colour]}`;
}

function lookOf(bar, colour) {
  return LOOKS[lookName(bar, colour)] || LOOKS['status.planned'];
}

/** Return machines by centre with their lanes and bars; heights in pixels, `top` within the whole chart. */
function layOut(found) {
  const byMachine = new Map();
  const rowOf = (machine) => {
    if (!byMachine.has(machine)) byMachine.set(machine, { machine, bars: [], ghosts: [] });
    return byMachine.get(machine);
  };
  for (const bar of found.bars) rowOf(bar.machine).bars.push(bar);
  for (const ghost of found.ghosts) rowOf(ghost.machine).ghosts.push(ghost);
  if (state.allMachines && !isNarrow()) {
    for (const machine of MACHINES) if (!state.centre || machine.centre.id === state.centre) rowOf(machine);
  }
  const groups = [];
  let top = 0;
  for (const row of [...byMachine.values()].sort((a, b) => a.machine.number - b.machine.number)) {
    let group = groups.at(-1);
    if (!group || group.centre !== row.machine.centre) {
      group = { centre: row.machine.centre, rows: [], top, height: HEAD };
      groups.push(group);
    }
    addLanes(row);
    row.y = group.height;
    row.top = group.top + row.y;
    group.rows.push(row);
    group.height += row.height;
    top = group.top + group.height;
  }
  return { groups, rows: groups.flatMap((group) => group.rows), height: top };
}

/** Give a row its lanes: a unit each, but on machines with many units neighbours with equal bookings share one. */
function addLanes(row) {
  const held = new Map();
  for (const bar of [...row.bars, ...row.ghosts]) {
    for (const unit of bar.units) held.set(unit, `${held.get(unit) || ''} ${bar.kind}${bar.number}`);
  }
  const few = row.machine.units <= FEW_UNITS;
  if (few || !held.size) {
    for (let unit = 1; unit <= Math.min(row.machine.units, FEW_UNITS); unit += 1) if (!held.has(unit)) held.set(unit, '');
  }
  row.lanes = new Map();
  row.laneUnits = [];
  for (const unit of [...held.keys()].sort((a, b) => a - b)) {
    const last = row.laneUnits.at(-1);
    if (last && !few && unit === last.at(-1) + 1 && held.get(unit) === held.get(last[0])) last.push(unit);
    else row.laneUnits.push([unit]);
    row.lanes.set(unit, row.laneUnits.length - 1);
  }
  row.height = row.laneUnits.length * LANE + 2 * PAD;
}

/** Return how minutes become pixels in a chart of a width: labels stand left of `left`. */
function scaleOf(width) {
  const left = width < 640 ? 120 : 232;
  const [from, to] = state.view;
  const perMinute = (width - left) / (to - from);
  return { left, width, from, to, perMinute, x: (minute) => left + (minute - from) * perMinute };
}

/** Return the part of a span that is in view, as [x, width], or null. */
function across(start, end, scale) {
  if (end <= scale.from || start >= scale.to) return null;
  const x = scale.x(Math.max(start, scale.from));
  const right = scale.x(Math.min(end, scale.to));
  const w = Math.max(right - x, LEAST_WIDTH);
  return [Math.min(x, scale.width - w), w];
}

/** Return the outline of spans as one path; those too narrow to be seen are left out. */
function spansPath(spans, scale, y, h, least) {
  let path = '';
  for (let i = 0; i < spans.length; i += 2) {
    if ((spans[i + 1] - spans[i]) * scale.perMinute < least) continue;
    const seen = across(spans[i], spans[i + 1], scale);
    if (seen) path += `M${seen[0].toFixed(1)} ${y}h${seen[1].toFixed(1)}v${h}h${(-seen[1]).toFixed(1)}z`;
  }
  return path;
}

/** Return slanted lines inside a box as one path. */
function hatchPath(x, y, w, h) {
  let path = '';
  for (let c = 3; c < w + h; c += 5) {
    const a = Math.max(0, c - h), b = Math.min(w, c);
    path += `M${(x + a).toFixed(1)} ${(y + c - a).toFixed(1)}L${(x + b).toFixed(1)} ${(y + c - b).toFixed(1)}`;
  }
  return path;
}

/** Return what stands behind the bars of a row: closed hours, outages, grid, name and unit numbers. */
function groundShapes(row, scale, ticks, y) {
  const shapes = [];
  const { machine } = row;
  const right = scale.width - scale.left;
  if (machine.closed >= 0) {
    shapes.push({ kind: 'path', style: 'closed', d: spansPath(DATA.shades[machine.closed], scale, y, row.height, 9) });
  }
  if (machine.outage >= 0) {
    const spans = DATA.shades[machine.outage];
    shapes.push({ kind: 'path', style: 'outage', d: spansPath(spans, scale, y, row.height, 0) });
    for (let i = 0; i < spans.length; i += 2) {
      const seen = across(spans[i], spans[i + 1], scale);
      if (seen && seen[1] > 4) shapes.push({ kind: 'path', style: 'outageLines', d: hatchPath(seen[0], y, seen[1], row.height) });
    }
  }
  for (const tick of ticks) {
    shapes.push({ kind: 'rect', style: tick.strong ? 'gridStrong' : 'grid', x: Math.round(tick.x), y, w: 1, h: row.height });
  }
  shapes.push({ kind: 'rect', style: 'rule', x: 0, y: y + row.height - 1, w: scale.left + right, h: 1 });
  const middle = y + row.height / 2 + 4;
  const room = scale.left - 12 - (machine.units > FEW_UNITS ? 36 : machine.units > 1 ? 18 : 0);
  shapes.push({ kind: 'text', style: 'label', x: 8, y: middle, text: fitted(machine.name, STYLES.label.font, room), tip: machine.id });
  if (machine.units > 1) {
    row.laneUnits.forEach((units, lane) => {
      shapes.push({ kind: 'text', style: 'unit', x: scale.left - 5, y: y + PAD + lane * LANE + LANE / 2 + 3, text: ranges(units) });
    });
  }
  return shapes;
}

/** Return runs of neighbouring lanes that a bar holds, as [first, last]. */
function laneRuns(bar, row) {
  const runs = [];
  for (const lane of new Set(bar.units.map((unit) => row.lanes.get(unit)).sort((a, b) => a - b))) {
    const last = runs.at(-1);
    if (last && lane === last[1] + 1) last[1] = lane;
    else runs.push([lane, lane]);
  }
  return runs;
}

/** Return the shapes of one bar, or null where it is out of view. */
function barShapes(bar, row, scale, y) {
  const seen = across(bar.start, bar.end, scale);
  if (!seen) return null;
  const [x, w] = seen;
  const look = lookOf(bar, state.colour);
  const outlined = OUTLINED.has(bar.status);
  const stroke = !outlined ? '' : bar.request ? INK : '#5b6b7b';
  const line = w < 5 ? 0.8 : 1.4;
  const inset = outlined ? line / 2 : 0;
  const shapes = [];
  laneRuns(bar, row).forEach(([first, last], part) => {
    const top = y + PAD + first * LANE + 1;
    const h = (last - first + 1) * LANE - 2;
    shapes.push({
      kind: 'rect', x: x + inset, y: top + inset, w: Math.max(w - 2 * inset, 1), h: h - 2 * inset, round: w > 6 ? 2 : 0,
      fill: look.fill, stroke, width: outlined ? line : 0, dash: look.dash,
    });
    for (const [from, to] of [[bar.start, bar.start + bar.lead], [bar.end - bar.tail, bar.end]]) {
      const hatched = to > from && across(from, to, scale);
      if (hatched && hatched[1] >= 3) shapes.push({ kind: 'path', style: 'hatch', d: hatchPath(hatched[0], top, Math.min(hatched[1], w), h) });
    }
    shapes.push(...edgeShapes(look, x, top, w, h));
    const shift = { top: 1, bottom: -1 }[look.edge] || 0; // so that letters stay clear of the edge
    if (!part) shapes.push(...barText(bar, look, x, top + h / 2 + 4 + shift, w, scale));
  });
  return { kind: 'bar', bar, shapes };
}

/** Return the dark edge of a look, which tells it without colour and needs no room. */
function edgeShapes(look, x, y, w, h) {
  const edge = (dx, dy, wide, high) => ({ kind: 'rect', style: 'edge', x: x + dx, y: y + dy, w: wide, h: high });
  return {
    top: [edge(0, 0, w, EDGE)],
    bottom: [edge(0, h - EDGE, w, EDGE)],
    start: [edge(0, 0, Math.min(EDGE, w / 2), h)],
  }[look.edge] || [];
}

function barText(bar, look, x, y, w, scale) {
  const style = look.light ? 'lightText' : 'darkText';
  const { font } = STYLES[style];
  const lead = Math.max(0, (bar.start + bar.lead - Math.max(bar.start, scale.from)) * scale.perMinute);
  const tail = Math.max(0, (Math.min(bar.end, scale.to) - bar.end + bar.tail) * scale.perMinute);
  const left = lead >= 3 ? lead + 2 : 4;
  const room = w - left - (tail >= 3 ? tail + 2 : 3);
  if (room < 8) return [];
  const name = bar.request ? `${bar.request.id} ${bar.stage}` : '';
  const text = fitted([look.sign, name].filter(Boolean).join(' '), font, room);
  return text && text !== '…' ? [{ kind: 'text', style, x: x + left, y, text }] : [];
}

/** Return the shapes of a place in the plan that this one is compared with. */
function ghostShapes(ghost, row, scale, y) {
  const seen = across(ghost.start, ghost.end, scale);
  if (!seen) return null;
  const shapes = laneRuns(ghost, row).map(([first, last]) => ({
    kind: 'rect', ...STYLES.ghost, x: seen[0] + 0.5, y: y + PAD + first * LANE + 2.5, round: 2,
    w: Math.max(seen[1] - 1, 1), h: (last - first + 1) * LANE - 5,
  }));
  return { kind: 'ghost', bar: ghost, shapes };
}

/** Return everything of a row at the height `y`: ground, then ghosts, then bars. */
function rowShapes(row, scale, ticks, y) {
  return [
    ...groundShapes(row, scale, ticks, y),
    ...row.ghosts.map((ghost) => ghostShapes(ghost, row, scale, y)).filter(Boolean),
    ...row.bars.map((bar) => barShapes(bar, row, scale, y)).filter(Boolean),
  ];
}

/** Return the heading of a centre at the height `y`. */
function headShapes(group, scale, y) {
  const note = say('gantt.machines', group.rows.length);
  const room = scale.width - 24 - textWidth(note, STYLES.headNote.font);
  return [
    { kind: 'rect', style: 'head', x: 0, y, w: scale.width, h: HEAD },
    { kind: 'text', style: 'headText', x: 8, y: y + 17, text: fitted(group.centre.name, STYLES.headText.font, room) },
    { kind: 'text', style: 'headNote', x: scale.width - 8, y: y + 17, text: note },
  ];
}
