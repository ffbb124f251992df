// What the page knows: the facts as rows, the state of the controls, and which bars match it.

const DATA = JSON.parse(document.getElementById('data').textContent);
const DAY = 1440; // minutes
const MOST_SVG = 5000; // bars; above it the chart is painted on a canvas

/** Return a message, its `{}` filled in order. */
function say(key, ...values) {
  let next = 0;
  return DATA.messages[key].replace(/\{\}/g, () => values[next++]);
}

/** Return the rows of a table that is stored by column. */
function rowsOf(columns) {
  const keys = Object.keys(columns);
  if (!keys.length) return [];
  return columns[keys[0]].map((_, row) => Object.fromEntries(keys.map((key) => [key, columns[key][row]])));
}

const CENTRES = rowsOf(DATA.centres);
const MACHINES = rowsOf(DATA.machines);
const COMPANIES = rowsOf(DATA.companies);
const REQUESTS = rowsOf(DATA.requests);
const BARS = rowsOf(DATA.bars);
const GHOSTS = rowsOf(DATA.ghosts);

REQUESTS.forEach((request, number) => { request.number = number; });
MACHINES.forEach((machine, number) => {
  machine.number = number;
  machine.centre = CENTRES[machine.centre];
});
for (const [kind, list] of [['bar', BARS], ['ghost', GHOSTS]]) {
  list.forEach((bar, number) => {
    bar.kind = kind;
    bar.number = number;
    bar.machine = MACHINES[bar.machine];
    bar.request = REQUESTS[bar.request] || null;
    bar.company = COMPANIES[bar.company] || null;
  });
}
for (const bar of BARS) {
  bar.was = GHOSTS[bar.was] || null;
  if (bar.planned) bar.machine.touched = true;
}
for (const ghost of GHOSTS) ghost.machine.touched = true;

const state = {
  search: '', sector: '', centre: '', company: '', request: '',
  allMachines: !MACHINES.some((machine) => machine.touched),
  colour: 'status',
  view: [0, Math.min(DATA.length, (window.innerWidth < 640 ? 28 : 91) * DAY)], // minutes
  selected: null,
};

/** Return all words by which a bar can be found, in both languages. */
function wordsOf(bar) {
  if (bar.words === undefined) {
    const { machine, request, company } = bar;
    bar.words = [
      bar.id, bar.stage, machine.id, machine.name, machine.also,
      machine.centre.id, machine.centre.name, machine.centre.also,
      request && request.id, request && request.title,
      company && company.id, company && company.name, company && company.also, bar.people,
    ].join('\n').toLowerCase();
  }
  return bar.words;
}

/** Return whether something of a bar's request, or else of its centre, belongs to a sector. */
function inSector(bar, sector) {
  return bar.request ? bar.request.sector === sector : bar.machine.centre.sectors.includes(sector);
}

function matches(bar, tokens) {
  return (state.allMachines || bar.machine.touched)
    && (!state.centre || bar.machine.centre.id === state.centre)
    && (!state.company || (bar.company && bar.company.id === state.company))
    && (!state.request || (bar.request && bar.request.id === state.request))
    && (!state.sector || inSector(bar, state.sector))
    && tokens.every((token) => wordsOf(bar).includes(token));
}

/** Return the bars and ghosts that the controls let through, in order of start. */
function matching() {
  const tokens = state.search.toLowerCase().split(/\s+/).filter(Boolean);
  return {
    bars: BARS.filter((bar) => matches(bar, tokens)),
    ghosts: GHOSTS.filter((ghost) => matches(ghost, tokens)),
  };
}

/** Return whether a filter hides single bookings, so that machines without any are of no interest. */
function isNarrow() {
  return Boolean(state.search || state.sector || state.company || state.request);
}

const LOCALE = DATA.language === 'ko' ? 'ko-KR' : 'en-GB';
const CLOCK = new Intl.DateTimeFormat('en-CA', {
  timeZone: DATA.zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});
const WEEKDAY = new Intl.DateTimeFormat(LOCALE, { timeZone: DATA.zone, weekday: 'short' });
const MONTH = new Intl.DateTimeFormat(LOCALE, { timeZone: DATA.zone, year: 'numeric', month: 'short' });
const SHORT_MONTH = new Intl.DateTimeFormat(LOCALE, { timeZone: DATA.zone, month: 'short' });
const NUMBER = new Intl.NumberFormat('en-US');
const COLLATOR = new Intl.Collator(LOCALE, { numeric: true });

/** Return the instant of a minute of the page. */
function instant(minute) {
  return new Date((DATA.origin + minute) * 60000);
}

/** Return the parts of local wall time: year, month, day, hour, minute as text. */
function clock(minute) {
  return Object.fromEntries(CLOCK.formatToParts(instant(minute)).map((part) => [part.type, part.value]));
}

/** Return local date, weekday and time. */
function timeText(minute) {
  const t = clock(minute);
  return `${t.year}-${t.month}-${t.day} (${WEEKDAY.format(instant(minute))}) ${t.hour}:${t.minute}`;
}

/** Return how late a bar is, in words. */
function lateText(bar) {
  return bar.days ? say('detail.days_late', bar.days) : say(`lateness.${bar.lateness}`);
}
