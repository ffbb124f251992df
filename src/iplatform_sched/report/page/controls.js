// Filters, zoom, keyboard, pointer and print; then the first drawing.

/** Match anew and draw all that depends on it. */
function refresh() {
  found = matching();
  if (state.selected && !found.bars.includes(state.selected) && !found.ghosts.includes(state.selected)) select(null);
  sorting.page = 0;
  drawChart();
  drawTable();
  drawRoutes();
  showCount();
}

function showCount() {
  const whole = found.bars.length === BARS.length ? '' : ` (${say('gantt.of', NUMBER.format(BARS.length))})`;
  document.getElementById('count').textContent = say('gantt.count', NUMBER.format(found.bars.length), NUMBER.format(layout.rows.length)) + whole;
}

/** Show the journeys to matching bars: how many, and on the map as thick as they are many. */
function drawRoutes() {
  const seen = new Set(found.bars.map((bar) => bar.number));
  const counts = DATA.routes.map((bars) => bars.filter((bar) => seen.has(bar)).length);
  for (const line of document.querySelectorAll('#map path[data-route]')) {
    const count = counts[Number(line.dataset.route)];
    line.toggleAttribute('hidden', !count);
    line.style.display = count ? '' : 'none';
    line.style.strokeWidth = `${0.6 + 0.8 * count}px`;
  }
  let room = Number(document.getElementById('routes').dataset.most);
  for (const row of document.querySelectorAll('#routes tbody tr')) {
    const count = counts[Number(row.dataset.route)];
    row.hidden = !count || room <= 0;
    row.querySelector('.count').textContent = NUMBER.format(count);
    if (!row.hidden) room -= 1;
  }
}

/** Let the journeys of the selected request stand out on the map. */
function markRoutes() {
  const chosen = state.selected && state.selected.request;
  const map = document.getElementById('map');
  map.classList.toggle('picked', Boolean(chosen));
  for (const line of map.querySelectorAll('path[data-route]')) {
    line.classList.toggle('same', Boolean(chosen) && DATA.routes[Number(line.dataset.route)].some((bar) => BARS[bar].request === chosen));
  }
}

function fillSelect(id, options) {
  const node = document.getElementById(id);
  for (const [value, text] of options) node.append(new Option(text, value));
}

function byName(list, text) {
  return list.map((each) => [each.id, text(each)]).sort((a, b) => COLLATOR.compare(a[1], b[1]));
}

function startFilters() {
  const all = [...BARS, ...GHOSTS];
  const used = (read) => [...new Set(all.map(read).filter(Boolean))];
  fillSelect('sector', DATA.sectors.map((sector) => [sector, say(`sector.${sector}`)]));
  fillSelect('centre', byName(used((bar) => bar.machine.centre), (centre) => centre.name));
  fillSelect('company', byName(used((bar) => bar.company), (company) => company.name));
  fillSelect('request', byName(used((bar) => bar.request), (request) => `${request.id} ${request.title}`));
  for (const id of ['sector', 'centre', 'company', 'request']) {
    document.getElementById(id).addEventListener('change', (event) => {
      state[id] = event.target.value;
      refresh();
    });
  }
  document.getElementById('search').addEventListener('input', (event) => {
    state.search = event.target.value;
    refresh();
  });
  const machines = document.getElementById('machines');
  machines.checked = state.allMachines;
  machines.addEventListener('change', () => {
    state.allMachines = machines.checked;
    refresh();
  });
  document.getElementById('colour').addEventListener('change', (event) => {
    state.colour = event.target.value;
    drawChart();
    drawLegend();
  });
  for (const button of document.querySelectorAll('.reset')) button.addEventListener('click', clearFilters);
}

function clearFilters() {
  for (const id of ['search', 'sector', 'centre', 'company', 'request']) {
    state[id] = '';
    document.getElementById(id).value = '';
  }
  refresh();
}

const ZOOMS = { all: Infinity, quarter: 91 * DAY, month: 28 * DAY, week: 7 * DAY, day: DAY };
const ACTIONS = {
  in: () => zoom(0.5), out: () => zoom(2), earlier: () => pan(-0.5), later: () => pan(0.5),
};

function startZoom() {
  for (const button of document.querySelectorAll('[data-zoom]')) {
    const name = button.dataset.zoom;
    button.addEventListener('click', ACTIONS[name] || (() => {
      const start = ZOOMS[name] === Infinity ? 0 : state.view[0];
      setView(start, start + Math.min(ZOOMS[name], DATA.length));
    }));
  }
}

function startKeyboard() {
  const keys = { '+': ACTIONS.in, '=': ACTIONS.in, '-': ACTIONS.out, '[': ACTIONS.earlier, ']': ACTIONS.later, Escape: () => select(null) };
  chart.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (keys[event.key]) keys[event.key]();
    else if (event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End') step(event.key);
    else if (event.key === 'Enter' && state.selected) detail.focus();
    else return;
    event.preventDefault();
  });
  detail.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') leaveDetail();
  });
  detail.querySelector('.clear').addEventListener('click', leaveDetail);
  detail.querySelector('.only').addEventListener('click', () => {
    state.request = state.selected.request.id;
    document.getElementById('request').value = state.request;
    refresh();
    chart.focus();
  });
}

function leaveDetail() {
  select(null);
  chart.focus();
}

function startPointer() {
  let grip = null;
  body.addEventListener('pointerdown', (event) => {
    grip = { x: event.clientX, view: state.view, moved: false };
  });
  body.addEventListener('pointermove', (event) => {
    if (grip && event.buttons === 1 && Math.abs(event.clientX - grip.x) > 4) grip.moved = true;
    if (!grip || !grip.moved) {
      showTip(event);
      return;
    }
    const by = (grip.x - event.clientX) / scale.perMinute;
    setView(grip.view[0] + by, grip.view[1] + by);
  });
  window.addEventListener('pointerup', (event) => {
    if (grip && !grip.moved && body.contains(event.target)) select(barAt(event.clientX, event.clientY), false);
    grip = null;
  });
  body.addEventListener('pointerleave', () => { tip.hidden = true; });
  chart.addEventListener('scroll', () => {
    tip.hidden = true;
    drawCanvas();
  });
  chart.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.shiftKey) return;
    event.preventDefault();
    if (event.shiftKey) pan(Math.sign(event.deltaY || event.deltaX) * 0.15);
    else zoom(event.deltaY > 0 ? 1.25 : 0.8, Math.max(0, (event.clientX - body.getBoundingClientRect().left - scale.left) / (scale.width - scale.left)));
  }, { passive: false });
}

function startPrint() {
  const turn = (paper) => {
    if (printing === paper) return;
    printing = paper;
    drawChart();
    drawTable();
  };
  window.addEventListener('beforeprint', () => turn(true));
  window.addEventListener('afterprint', () => turn(false));
  window.matchMedia('print').addEventListener('change', (event) => turn(event.matches));
  let width = chart.clientWidth;
  window.addEventListener('resize', () => {
    if (printing || chart.clientWidth === width) drawCanvas();
    else drawChart();
    width = chart.clientWidth;
  });
}

startTable();
startFilters();
startZoom();
startKeyboard();
startPointer();
startPrint();
drawLegend();
refresh();
showWindow();
showDetail();
performance.mark('gantt-drawn');
performance.measure('gantt', { start: 0, end: 'gantt-drawn' });
requestAnimationFrame(() => setTimeout(() => {
  performance.mark('gantt-painted');
  document.documentElement.dataset.ready = chart.dataset.painter;
}));
