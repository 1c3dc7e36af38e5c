import { describe, expect, it } from 'vitest';
import type { ValidationError } from '../../src/errors.js';
import { transportFor } from '../../src/transport/url.js';

describe('transportFor', () => {
  it.each([
    ['tcp://192.168.1.10:7778', 'tcp://192.168.1.10:7778'],
    ['tcp://kassa.local', 'tcp://kassa.local:5555'],
    ['TCP://192.168.1.10/', 'tcp://192.168.1.10:5555'],
    ['tcp://[::1]:5556', 'tcp://[::1]:5556'],
    ['tcp://10.0.0.1?connectTimeoutMs=100', 'tcp://10.0.0.1:5555'],
    ['serial:///dev/ttyACM0', 'serial:///dev/ttyACM0'],
    [
      'serial:///dev/serial/by-id/usb-ATOL%20KKT-if00?baudRate=auto',
      'serial:///dev/serial/by-id/usb-ATOL%20KKT-if00',
    ],
    ['serial://COM3', 'serial://COM3'],
    ['serial://com12/?baudRate=9600', 'serial://COM12'],
    ['usb://2912:0005', 'usb://2912:0005'],
    ['USB://2912:abCD?serial=001&interface=2', 'usb://2912:abcd?serial=001'],
  ])('%s is %s', (url, name) => {
    expect(transportFor(url).name).toBe(name);
  });

  it.each([
    ['', 'URL_SYNTAX'],
    ['192.168.1.10:5555', 'URL_SYNTAX'],
    ['kassa', 'URL_SYNTAX'],
    ['http://192.168.1.10', 'URL_SCHEME'],
    ['constructor://x', 'URL_SCHEME'],
    ['tcp://', 'URL_HOST'],
    ['tcp://host:99999', 'URL_PORT'],
    ['tcp://host:0', 'URL_PORT'],
    ['tcp://host:abc', 'URL_PORT'],
    ['tcp://[::1', 'URL_SYNTAX'],
    ['tcp://host/path', 'URL_PATH'],
    ['tcp://me:secret@host', 'URL_USER'],
    ['tcp://host?timeout=5', 'URL_OPTION'],
    ['tcp://host?connectTimeoutMs=soon', 'URL_OPTION'],
    ['tcp://host?connectTimeoutMs=0', 'URL_OPTION'],
    ['serial://', 'URL_PATH'],
    ['serial:///', 'URL_PATH'],
    ['serial://ttyACM0', 'URL_PATH'],
    ['serial://COM3/x', 'URL_PATH'],
    ['serial:///dev/ttyACM0?baudRate=7', 'URL_OPTION'],
    ['serial:///dev/ttyACM0?baud=9600', 'URL_OPTION'],
    ['usb://', 'URL_USB_IDS'],
    ['usb://2912', 'URL_USB_IDS'],
    ['usb://2912:12345', 'URL_USB_IDS'],
    ['usb://2912:0005/x', 'URL_USB_IDS'],
    ['usb://zz:0005', 'URL_USB_IDS'],
    ['usb://2912:0005?interface=-1', 'URL_OPTION'],
  ])('"%s" breaks %s', (url, code) => {
    let thrown: unknown;
    try {
      transportFor(url);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: 'ValidationError', code: 'INVALID', outcome: 'not-sent' });
    const [problem] = (thrown as ValidationError).problems;
    expect(problem).toMatchObject({ path: 'url', code, value: expect.stringContaining(url) });
  });

  it('says what is known when it does not know a scheme', () => {
    expect(() => transportFor('ftp://host')).toThrow(/неизвестная схема «ftp», известны: .*tcp/);
  });
});
