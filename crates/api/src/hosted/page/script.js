// The hosted page. It knows one secret, the artifact behind the # of its address, and sends it as a header to the server
// that it came from and to nobody else. Texts are set as text, never as HTML.
'use strict';

const artifact = (/(?:^#\/?|&)artifact=([a-z0-9]{50})(?:&|$)/.exec(location.hash) || [])[1];
const main = document.getElementById('main');
const statusLine = document.getElementById('status');
const alertLine = document.getElementById('alert');
const cancel = document.getElementById('cancel');
const phone = matchMedia('(pointer: coarse)').matches;

const STEPS = {
  front: {
    title: 'Front of your document',
    hint: 'Lay the document on an even, darker surface. All four corners and every line should be in the picture, without glare.',
  },
  page: {
    title: 'Photo page of your passport',
    hint: 'Open the passport at the page with your photo. The two lines of letters at the bottom have to be in the picture.',
  },
  back: {
    title: 'Back of your document',
    hint: 'Turn the document over. All four corners should be in the picture.',
  },
  selfie: {
    title: 'A picture of your face',
    hint: 'Look straight at the camera, in even light, without a hat or sunglasses. Nobody else should be in the picture.',
  },
};

const OUTCOMES = {
  Accepted: 'Everything is in order.',
  Rejected: 'A check failed.',
  Inconclusive: 'A doubt is left.',
  Failed: 'The session broke.',
  Canceled: 'The person breaks off.',
  Slow30s: 'Accepted, after half a minute.',
  WebhookTwice: 'Accepted, and told twice.',
};

/** An element with attributes and children. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** Shows a page and moves the focus there, so that a screen reader begins at its head. */
function show(title, ...content) {
  tell('');
  warn('');
  main.replaceChildren(make('h1', {}, title), ...content);
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function tell(text) {
  statusLine.textContent = text;
}

function warn(text) {
  alertLine.textContent = text;
  alertLine.hidden = !text;
}

async function call(method, path, body) {
  const headers = { 'Capture-Artifact': artifact };
  if (body) headers['Content-Type'] = 'application/json';
  const answer = await fetch(path, {
    method, headers, body: body && JSON.stringify(body), cache: 'no-store', credentials: 'omit', redirect: 'error',
  });
  const told = answer.status === 204 || answer.status === 201 ? {} : await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.detail || 'Something went wrong.'), { status: answer.status });
  return told;
}

/** Where the person goes in the end. */
function leave(url) {
  cancel.hidden = true;
  const target = new URL(url);
  if (target.protocol !== 'https:' && target.protocol !== 'http:') throw new Error('There is no way back from here.');
  show('Done', make('p', {}, 'You are being sent back.'), make('a', { href: target.href, class: 'button' }, 'Go on'));
  location.replace(target.href);
}

/** Runs one step at a time; what goes wrong is said, and can be tried again. */
let busy = false;
async function run(doing, work) {
  if (busy) return;
  busy = true;
  warn('');
  tell(doing);
  for (const button of document.querySelectorAll('button')) button.disabled = true;
  try {
    await work();
  } catch (error) {
    warn(error.status || error.message !== 'Failed to fetch' ? error.message : 'The server cannot be reached. Check your connection and try again.');
  } finally {
    tell('');
    busy = false;
    for (const button of document.querySelectorAll('button')) button.disabled = false;
  }
}

function colour(look) {
  const set = (name, value) => {
    if (value) document.documentElement.style.setProperty(name, value);
  };
  set('--accent', look.primaryColor);
  set('--ink', look.fontColor);
  set('--button', look.buttonsColor || look.primaryColor);
  set('--button-over', look.buttonsHoverColor || look.buttonsColor || look.primaryColor);
  set('--button-ink', look.buttonsTextColor);
  if (look.pageTitle) {
    document.title = look.pageTitle;
    document.getElementById('title').textContent = look.pageTitle;
  }
}

/** Asks which kind of document it is, where that is open; it decides which pictures are asked for. */
function welcome(session) {
  const open = session.accepted.includes('back') && !session.required.includes('back');
  const types = session.look.documentTypes || [];
  const some = (...names) => types.length === 0 || names.some((name) => types.includes(name));
  const kinds = [];
  if (some('passport')) kinds.push(['page', 'Passport', 'One picture, of the page with your photo']);
  const card = types.length === 0 || types.some((name) => name !== 'passport');
  if (card) kinds.push(['card', 'Card', 'Identity card, driving licence or residence permit: two pictures']);
  const needed = ['Your document, not a copy of it', 'Even light, without reflections'];
  if (session.required.includes('selfie')) needed.push('Your face: a picture of it is compared with the document');
  const form = make('form', {
    onsubmit: (event) => {
      event.preventDefault();
      const kind = new FormData(form).get('kind') || (kinds.length === 1 ? kinds[0][0] : 'card');
      const steps = open
        ? [kind === 'page' ? 'page' : 'front', ...(kind === 'page' ? [] : ['back'])]
        : ['front', 'back'].filter((name) => session.required.includes(name));
      if (session.required.includes('selfie')) steps.push('selfie');
      picture(steps, 0);
    },
  });
  if (open && kinds.length > 1) {
    form.append(make('fieldset', {}, make('legend', {}, 'Which document do you have?'), ...kinds.map(([value, name, hint], at) =>
      make('label', { class: 'choice' },
        make('input', { type: 'radio', name: 'kind', value, checked: at === 0 }),
        make('span', {}, name, make('small', {}, hint))))));
  }
  form.append(make('button', { type: 'submit' }, 'Start'));
  show('Show who you are', make('p', {}, 'A few pictures are enough. You need:'),
    make('ul', {}, ...needed.map((text) => make('li', {}, text))), form);
  cancel.hidden = false;
}

/** One picture: taken or chosen, looked at, sent. */
function picture(steps, at) {
  const name = steps[at];
  const step = STEPS[name];
  const chosen = (event) => {
    const file = event.target.files[0];
    if (file) review(steps, at, file);
  };
  const way = (label, other, camera) => make('label', { class: other ? 'button other' : 'button' }, label,
    make('input', { type: 'file', accept: 'image/jpeg,image/png', capture: camera, onchange: chosen }));
  const device = phone ? 'mobile' : 'desktop';
  const allowed = (list) => !list || list.includes(device);
  const ways = [];
  if (phone && allowed(look.allowTakePhoto)) ways.push(way('Take a picture', false, name === 'selfie' ? 'user' : 'environment'));
  if (allowed(look.allowFileUpload) || ways.length === 0) ways.push(way(phone ? 'Choose a picture' : 'Choose a file', ways.length > 0, false));
  show(step.title, make('p', { class: 'steps' }, `Picture ${at + 1} of ${steps.length}`),
    make('p', { class: 'hint' }, step.hint), drawing(name), ...ways);
}

/** What the picture should show, drawn. */
function drawing(name) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  const shapes = name === 'selfie'
    ? [['circle', { cx: 50, cy: 38, r: 18 }], ['path', { d: 'M18 92a32 32 0 0 1 64 0' }]]
    : [['rect', { x: 3, y: 3, width: 114, height: 72, rx: 6 }],
      ...(name === 'back' ? [] : [['rect', { x: 12, y: 16, width: 30, height: 38, rx: 2 }]]),
      ...(name === 'front' ? [['path', { d: 'M52 22h52M52 34h40M52 46h46' }]] : []),
      ...(name === 'page' ? [['path', { d: 'M52 22h52M52 34h40M12 62h96M12 68h96' }]] : []),
      ...(name === 'back' ? [['path', { d: 'M12 18h40M12 28h56M12 52h96M12 60h96M12 68h96' }]] : [])];
  svg.setAttribute('viewBox', name === 'selfie' ? '0 0 100 100' : '0 0 120 78');
  for (const [shape, attributes] of shapes) {
    const drawn = document.createElementNS(space, shape);
    for (const [key, value] of Object.entries({ fill: 'none', stroke: 'currentColor', 'stroke-width': 2, ...attributes })) drawn.setAttribute(key, value);
    svg.append(drawn);
  }
  return make('div', { class: name === 'selfie' ? 'frame face' : 'frame', 'aria-hidden': 'true' }, svg);
}

function review(steps, at, file) {
  const name = steps[at];
  const url = URL.createObjectURL(file);
  show('Can everything be read?',
    make('p', { class: 'steps' }, `Picture ${at + 1} of ${steps.length}: ${STEPS[name].title}`),
    make('img', { class: 'preview', src: url, alt: 'The picture that you took', onerror: () => {
      picture(steps, at);
      warn('This file is no picture that can be shown. Take a picture, or choose a JPEG or PNG file.');
    } }),
    make('p', { class: 'hint' }, name === 'selfie' ? 'Your face should be sharp and whole.' : 'Letters should be sharp, and nothing covered by light or fingers.'),
    make('button', { type: 'button', onclick: () => run('The picture is being sent.', () => send(steps, at, file)) }, 'Use this picture'),
    make('button', { type: 'button', class: 'other', onclick: () => picture(steps, at) }, 'Take another'));
}

async function send(steps, at, file) {
  const name = steps[at] === 'page' ? 'front' : steps[at];
  await call('POST', 'session/images', { [name]: await dataUrl(file) });
  if (at + 1 < steps.length) {
    picture(steps, at + 1);
    return;
  }
  tell('Your pictures are being handed over.');
  leave((await call('POST', 'session/start')).redirectUrl);
}

function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new Error('The picture cannot be read.'));
    reader.readAsDataURL(file);
  });
}

/** In a sandbox account a tester says what the session with the provider comes to. */
function choose(session) {
  const form = make('form', {
    onsubmit: (event) => {
      event.preventDefault();
      const outcome = new FormData(form).get('outcome');
      run('One moment.', async () => leave((await call('POST', 'session/outcome', { outcome })).redirectUrl));
    },
  });
  form.append(make('fieldset', {}, make('legend', {}, 'How does it end?'), ...session.outcomes.map((name, at) =>
    make('label', { class: 'choice' },
      make('input', { type: 'radio', name: 'outcome', value: name, checked: at === 0 }),
      make('span', {}, name, make('small', {}, OUTCOMES[name] || ''))))), make('button', { type: 'submit' }, 'Go on'));
  show(`In place of ${session.provider}`,
    make('p', { class: 'sandbox' }, 'Sandbox'),
    make('p', {}, 'Nobody is verified here. Choose what becomes of the process; then you are sent on as a real person would be.'), form);
  cancel.hidden = false;
}

cancel.addEventListener('click', () => {
  if (confirm('Do you want to break off? Nothing will be verified.')) {
    run('One moment.', async () => leave((await call('POST', 'session/cancel')).redirectUrl));
  }
});

let look = {};
async function begin() {
  if (!artifact) {
    show('This link is not whole', make('p', {}, 'Open the page by the whole link that you were given.'));
    return;
  }
  try {
    const session = await call('GET', 'session');
    if (session.redirectUrl) {
      leave(session.redirectUrl);
      return;
    }
    look = session.look;
    colour(look);
    if (session.outcomes) choose(session);
    else welcome(session);
  } catch (error) {
    if (error.status === 404) {
      show('This link is not valid any more', make('p', {}, 'Go back to where it came from and ask for a new one.'));
    } else {
      show('The page could not be opened',
        make('button', { type: 'button', onclick: () => location.reload() }, 'Try again'));
      warn(error.status ? error.message : 'The server cannot be reached. Check your connection and try again.');
    }
  }
}

// Another link in the same tab is another page.
addEventListener('hashchange', () => location.reload());
begin();
