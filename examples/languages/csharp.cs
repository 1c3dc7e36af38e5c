// .NET 8 or newer: dotnet new console, then this as Program.cs.
using System.Diagnostics;
using System.Text.Json;

static Process Npx(string arguments) => Process.Start(OperatingSystem.IsWindows()
    ? new ProcessStartInfo("cmd", "/c npx " + arguments) { RedirectStandardOutput = true }
    : new ProcessStartInfo("npx", arguments) { RedirectStandardOutput = true })!;

using var register = Npx("atol-kkt emulate --json --listen tcp://127.0.0.1:0 --control http --model 30F --latency 0");
var ready = JsonDocument.Parse(register.StandardOutput.ReadLine()!).RootElement; // one line, once it takes connections
using var sale = Npx($"atol-kkt receipt {ready.GetProperty("listening")} sale.json --auto-shift --json");
Console.WriteLine(JsonDocument.Parse(sale.StandardOutput.ReadLine()!).RootElement.GetProperty("qr"));
var seen = await new HttpClient().GetStringAsync(ready.GetProperty("control") + "/documents");
var documents = JsonDocument.Parse(seen).RootElement.GetProperty("documents").EnumerateArray();
Console.WriteLine("forms: " + string.Join(' ', documents.Select(document => document.GetProperty("form"))));
register.Kill(entireProcessTree: true);
