<?php
// Not by npx: that would end alone and leave the register running.
$emulate = 'node_modules/.bin/atol-kkt emulate --json --listen tcp://127.0.0.1:0 --control http --model 30F --latency 0';
$register = proc_open(explode(' ', $emulate), [1 => ['pipe', 'w']], $pipes);
$ready = json_decode(fgets($pipes[1]), true); // one line, once it takes connections
exec("npx atol-kkt receipt {$ready['listening']} sale.json --auto-shift --json", $sold, $code);
if ($code !== 0) throw new RuntimeException(implode($sold));
echo json_decode($sold[0], true)['qr'], "\n";
$documents = json_decode(file_get_contents($ready['control'] . '/documents'), true)['documents'];
echo 'forms: ', implode(' ', array_column($documents, 'form')), "\n"; // registration, shift, receipt
proc_terminate($register);
