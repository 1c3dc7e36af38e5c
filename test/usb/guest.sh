#!/usr/bin/env bash
# Inside the virtual machine: makes the USB register 2912:0005 with two serial channels and runs the checks.
# The device side of the first channel is /dev/ttyGS0, the computer's side /dev/ttyACM0.
set -euo pipefail

modprobe -a dummy_hcd libcomposite usb_f_acm cdc-acm
mount -t configfs none /sys/kernel/config
gadget=/sys/kernel/config/usb_gadget/register
mkdir -p "$gadget/strings/0x409" "$gadget/configs/c.1/strings/0x409" "$gadget/functions/acm.usb0" "$gadget/functions/acm.usb1"
echo 0x2912 >"$gadget/idVendor"
echo 0x0005 >"$gadget/idProduct"
echo 00106900000001 >"$gadget/strings/0x409/serialnumber"
echo ATOL >"$gadget/strings/0x409/manufacturer"
echo 'KKT emulator' >"$gadget/strings/0x409/product"
echo conf >"$gadget/configs/c.1/strings/0x409/configuration"
ln -s "$gadget/functions/acm.usb0" "$gadget/functions/acm.usb1" "$gadget/configs/c.1/"

# Plugging in and out is writing to this file.
export GADGET_UDC="$gadget/UDC"
exec "$NODE" "$@"
