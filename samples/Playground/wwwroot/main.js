// Hands what is done on the page to Page.cs, and what that says and draws to the page.
import { dotnet } from './_framework/dotnet.js';

const $ = id => document.getElementById(id);
const { setModuleImports, getAssemblyExports, getConfig } = await dotnet.create();
setModuleImports('main.js', {
  show: (id, markup) => { $(id).innerHTML = markup; },
  say: (id, text) => { if ($(id).textContent !== text) $(id).textContent = text; },
  fill: (id, text) => { $(id).value = text; },
  steps: (count, step) => { $('step').max = count; $('step').value = step; },
});
const page = (await getAssemblyExports(getConfig().mainAssemblyName)).Playground.Page;

function choose() {
  $('lag').disabled = $('task').value !== 'recall';
  page.Choose($('task').value, $('kind').value, Number($('lag').value));
}

function look(by = 0) {
  const step = Math.min(Math.max(Number($('step').value) + by, 1), Number($('step').max));
  page.Look(step, Number($('unit').value));
}

function resize() {
  page.Resize($('loss').clientWidth);
}

for (const id of ['task', 'kind', 'lag']) $(id).addEventListener('change', choose);
$('learn').addEventListener('click', () => page.Learn());
$('again').addEventListener('click', choose);
$('text').addEventListener('input', () => page.Read($('text').value.trim()));
$('step').addEventListener('input', () => look());
$('unit').addEventListener('change', () => look());
$('back').addEventListener('click', () => look(-1));
$('on').addEventListener('click', () => look(1));
let width = innerWidth;
addEventListener('resize', () => { if (innerWidth !== width) { width = innerWidth; resize(); } });
choose();
resize();
document.body.className = 'ready';
