export const html = `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>ККТ</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
</head>
<body>
<header><h1 id="title"></h1><span id="link" role="status"></span><button id="all" type="button"></button><button id="lang" type="button"></button></header>
<main id="list" hidden></main>
<main id="register" hidden>
<div class="column"><section id="front"><div id="display" aria-live="polite"><span id="shown"></span><b id="sum"></b></div><p id="parts"></p><dl id="facts"></dl></section>
<section><h2 data-text="faults"></h2><div id="faults"></div></section></div>
<section id="roll"><h2 id="rollTitle"></h2><div id="paper"></div></section>
<div class="column"><section id="books"><h2 data-text="documents"></h2><div id="documents"></div><div id="detail" hidden></div></section>
<section id="talk"><h2 data-text="commands"></h2><ol id="commands"></ol></section></div>
</main>
<script src="/page.js"></script>
</body>
</html>
`;
