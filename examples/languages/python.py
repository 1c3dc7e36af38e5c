import json, subprocess, urllib.request

# Not by npx: that would end alone and leave the register running.
emulate = "node_modules/.bin/atol-kkt emulate --json --listen tcp://127.0.0.1:0 --control http --model 30F --latency 0"
register = subprocess.Popen(emulate.split(), stdout=subprocess.PIPE, text=True)
ready = json.loads(register.stdout.readline())  # one line, once it takes connections
sell = ["npx", "atol-kkt", "receipt", ready["listening"], "sale.json", "--auto-shift", "--json"]
print(json.loads(subprocess.run(sell, stdout=subprocess.PIPE, check=True).stdout)["qr"])
documents = json.load(urllib.request.urlopen(ready["control"] + "/documents"))["documents"]
print("forms:", *(document["form"] for document in documents))  # registration, shift, receipt
register.terminate()
