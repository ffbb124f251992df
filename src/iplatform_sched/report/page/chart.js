// The Gantt chart: draws what matches, finds bars under the pointer, keeps a selection.

const chart = document.getElementById('chart');
const axis = document.getElementById('axis');
const body = document.getElementById('body');
const tip = document.getElementById('tip');
const detail = document.getElementById('detail');
let found = { bars: [], ghosts: [] };
let layout = { groups: [], rows: [], height: 0 };
let scale = null;
let ticks = [];
let printing = false;
let canvas = null;

/** Return whether the chart is painted on a canvas: too many bars for SVG. Paper always gets SVG. */
function onCanvas() {
  return !printing && found.bars.length > MOST_SVG;
}

/** Draw the chart anew from the state. */
function drawChart() {
  layout = layOut(found);
  const width = printing ? 1040 : Math.max(320, chart.clientWidth);
  scale = scaleOf(width);
  ticks = axisTicks(scale);
  axis.replaceChildren(paintSvg(axisShapes(scale, ticks), width, AXIS));
  chart.dataset.painter = onCanvas() ? 'canvas' : 'svg';
  if (onCanvas()) {
    startCanvas();
  } else {
    canvas = null;
    body.style.height = '';
    body.replaceChildren(...layout.groups.map(groupSvg));
    markSelected();
  }
  const empty = document.getElementById('empty');
  empty.hidden = layout.rows.length > 0;
  empty.firstElementChild.textContent = say(BARS.length + GHOSTS.length ? 'gantt.empty' : 'gantt.none');
}

function groupSvg(group) {
  const shapes = headShapes(group, scale, 0);
  for (const row of group.rows) shapes.push(...rowShapes(row, scale, ticks, row.y));
  const box = document.createElement('div');
  box.className = 'centre';
  box.style.containIntrinsicHeight = `${group.height}px`; // what is far from sight need not be laid out
  box.append(paintSvg(shapes, scale.width, group.height));
  return box;
}

function startCanvas() {
  canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  body.style.height = `${layout.height}px`;
  body.replaceChildren(canvas);
  drawCanvas();
}

/** Paint the rows that are in sight. */
function drawCanvas() {
  if (!canvas) return;
  const ratio = window.devicePixelRatio || 1;
  const height = Math.min(chart.clientHeight - AXIS, layout.height);
  canvas.width = scale.width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${scale.width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  context.scale(ratio, ratio);
  const top = chart.scrollTop;
  const isDim = (bar) => isBeside(bar);
  for (const group of layout.groups) {
    if (group.top > top + height || group.top + group.height < top) continue;
    paintCanvas(context, headShapes(group, scale, group.top - top), isDim, null);
    for (const row of group.rows) {
      if (row.top > top + height || row.top + row.height < top) continue;
      paintCanvas(context, rowShapes(row, scale, ticks, row.top - top), isDim, state.selected);
    }
  }
}

/** Return whether a bar steps back because another request is selected. */
function isBeside(bar) {
  const chosen = state.selected;
  return Boolean(chosen) && bar !== chosen && (!bar.request || bar.request !== chosen.request);
}

/** Show in the drawing which bar is selected and which belong to the same request. */
function markSelected() {
  if (canvas) {
    drawCanvas();
    return;
  }
  const chosen = state.selected;
  body.classList.toggle('picked', Boolean(chosen));
  for (const node of body.querySelectorAll('.bar, .ghost')) {
    const list = node.classList.contains('bar') ? BARS : GHOSTS;
    const bar = list[Number(node.dataset.number)];
    node.classList.toggle('same', Boolean(chosen) && !isBeside(bar));
    node.classList.toggle('chosen', bar === chosen);
  }
}

/** Return the bar or ghost under a point of the window, or null. */
function barAt(clientX, clientY) {
  const box = body.getBoundingClientRect();
  const x = clientX - box.left;
  const y = clientY - box.top;
  const row = rowAt(y);
  if (!row || x < scale.left) return null;
  const lane = Math.floor((y - row.top - PAD) / LANE);
  const slack = LEAST_WIDTH / scale.perMinute;
  const minute = scale.from + (x - scale.left) / scale.perMinute;
  const hit = (bar) => bar.start - slack <= minute && minute < Math.max(bar.end, bar.start + slack) + slack
    && bar.units.some((unit) => row.lanes.get(unit) === lane);
  return row.bars.find(hit) || row.ghosts.find(hit) || null;
}

function rowAt(y) {
  let low = 0, high = layout.rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const row = layout.rows[middle];
    if (y < row.top) high = middle - 1;
    else if (y >= row.top + row.height) low = middle + 1;
    else return row;
  }
  return null;
}

/** Return a bar in one sentence, for the pointer and for those who hear it. */
function sentence(bar) {
  const who = bar.request ? `${bar.request.id} ${bar.stage}` : say('detail.other');
  const company = bar.company ? `${bar.company.name}, ` : '';
  const where = `${bar.machine.name}, ${bar.machine.centre.name}`;
  const units = bar.machine.units > 1 ? `, ${say('gantt.unit', ranges(bar.units))}` : '';
  const when = `${timeText(bar.start)} – ${timeText(bar.end)}`;
  const how = bar.kind === 'ghost' ? ghostName() : say(`status.${bar.status}`);
  return `${who}. ${company}${where}${units}. ${when}. ${how}`;
}

function ghostName() {
  return say(DATA.has_baseline ? 'legend.ghost' : 'legend.ghost_before');
}

/** Show the tip beside the pointer, inside the window. */
function showTip(event) {
  const bar = barAt(event.clientX, event.clientY);
  chart.style.cursor = bar ? 'pointer' : '';
  tip.hidden = !bar;
  if (!bar) return;
  tip.textContent = sentence(bar);
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, window.innerWidth - width - 8))}px`;
  tip.style.top = `${event.clientY + 18 + height > window.innerHeight ? event.clientY - height - 10 : event.clientY + 18}px`;
}

/** Select a bar or nothing, tell it and bring it into view. */
function select(bar, reveal = true) {
  state.selected = bar;
  if (bar && reveal) revealBar(bar);
  markSelected();
  markRoutes();
  showDetail();
  document.getElementById('said').textContent = bar ? sentence(bar) : '';
}

function revealBar(bar) {
  const [from, to] = state.view;
  const span = to - from;
  if (bar.end <= from || bar.start >= to) {
    const start = Math.max(0, Math.min(bar.start - span / 4, DATA.length - span));
    setView(start, start + span);
  }
  const row = layout.rows.find((each) => each.machine === bar.machine);
  if (!row) return;
  const room = chart.clientHeight - AXIS;
  if (row.top < chart.scrollTop || row.top + row.height > chart.scrollTop + room) {
    chart.scrollTop = Math.max(0, row.top - room / 3);
  }
}

function showDetail() {
  const bar = state.selected;
  detail.querySelector('.none').hidden = Boolean(bar);
  detail.querySelector('.some').hidden = !bar;
  if (!bar) return;
  const pairs = [
    ['table.request', bar.request ? `${bar.request.id} ${bar.request.title}` : say('detail.other')],
    ['table.stage', bar.stage || '–'],
    ['table.company', bar.company ? bar.company.name : '–'],
    ['table.centre', bar.machine.centre.name],
    ['table.machine', `${bar.machine.name} (${bar.machine.id})`],
    ['table.units', ranges(bar.units)],
    ['table.start', timeText(bar.start)],
    ['table.end', timeText(bar.end)],
    ['table.booking', bar.id],
  ];
  if (bar.kind === 'bar') {
    pairs.push(['table.status', say(`status.${bar.status}`)], ['table.lateness', lateText(bar)]);
    pairs.push(['table.change', changeText(bar)], ['table.krw', NUMBER.format(bar.krw)]);
    if (bar.people) pairs.push(['detail.people', bar.people]);
    if (bar.request && bar.request.due) pairs.push(['detail.due', bar.request.due]);
  } else pairs.push(['table.status', ghostName()]);
  const list = detail.querySelector('dl');
  list.replaceChildren(...pairs.map(([key, value]) => pairNode(say(key), value)));
  detail.querySelector('.only').hidden = !bar.request || state.request === bar.request.id;
}

function pairNode(name, value) {
  const pair = document.createElement('div');
  const term = document.createElement('dt');
  const text = document.createElement('dd');
  term.textContent = name;
  text.textContent = value;
  pair.append(term, text);
  return pair;
}

/** Return what became of a bar against the plan before, with its place there. */
function changeText(bar) {
  const words = say(`change.${bar.change}`);
  return bar.was ? `${words} (${wasText(bar)})` : words;
}

function wasText(bar) {
  if (!bar.was) return '';
  const where = bar.was.machine === bar.machine ? '' : `${bar.was.machine.name}, ${bar.was.machine.centre.name} `;
  return where + timeText(bar.was.start);
}

/** Set the shown stretch of time, within the period and at least two hours. */
function setView(from, to) {
  const span = Math.max(120, Math.min(to - from, DATA.length));
  const start = Math.max(0, Math.min(from, DATA.length - span));
  state.view = [start, start + span];
  drawChart();
  showWindow();
}

/** Zoom by a factor around a share of the shown time. */
function zoom(factor, at = 0.5) {
  const [from, to] = state.view;
  const middle = from + (to - from) * at;
  const span = Math.max(120, Math.min((to - from) * factor, DATA.length));
  setView(middle - span * at, middle + span * (1 - at));
}

/** Move by a share of the shown time. */
function pan(share) {
  const [from, to] = state.view;
  const by = (to - from) * share;
  setView(from + by, to + by);
}

function showWindow() {
  const [from, to] = state.view;
  document.getElementById('window').textContent = `${timeText(from)} – ${timeText(to)}`;
}

/** Select the next bar in a direction: along the row, or the nearest in time in the next row that has any. */
function step(direction) {
  const rows = layout.rows.filter((row) => row.bars.length);
  if (!rows.length) return;
  const chosen = state.selected;
  const at = chosen && chosen.kind === 'bar' ? rows.findIndex((row) => row.bars.includes(chosen)) : -1;
  if (at < 0) {
    select(rows[0].bars[0]);
    return;
  }
  const { bars } = rows[at];
  const place = bars.indexOf(chosen);
  if (direction === 'ArrowLeft') select(bars[Math.max(0, place - 1)]);
  else if (direction === 'ArrowRight') select(bars[Math.min(bars.length - 1, place + 1)]);
  else if (direction === 'Home') select(bars[0]);
  else if (direction === 'End') select(bars.at(-1));
  else {
    const row = rows[at + (direction === 'ArrowUp' ? -1 : 1)];
    if (row) select(row.bars.reduce((best, bar) => (Math.abs(bar.start - chosen.start) < Math.abs(best.start - chosen.start) ? bar : best)));
  }
}
