// An application that does whatever its env file says, right or wrong, and the units that run it.

/** GREETING is said; CRASH, DIE_AFTER and SLOW are what they are called. */
export const runScript = `#!/bin/sh
echo "greeting $GREETING"
if [ -n "$CRASH" ]; then echo "cannot start: CRASH is set" >&2; exit 3; fi
if [ -n "$SLOW" ]; then sleep "$SLOW"; fi
if [ -n "$NOTIFY_SOCKET" ]; then systemd-notify --ready; fi
if [ "$1" = once ]; then exit 0; fi
if [ "$1" = page ]; then
  exec python3 -c '
import http.server, os
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(500 if os.environ.get("BROKEN") else 200); self.end_headers()
    def log_message(self, *words): pass
http.server.ThreadingHTTPServer(("127.0.0.1", 8080), Page).serve_forever()'
fi
if [ -n "$DIE_AFTER" ]; then sleep "$DIE_AFTER"; exit 4; fi
exec sleep infinity
`

const service = (lines: string) => `[Unit]
Description=test application
[Service]
EnvironmentFile=/opt/app/.env
User=ytdl
Restart=on-failure
${lines}
[Install]
WantedBy=multi-user.target
`

export const appUnits: Readonly<Record<string, string>> = {
  // One start and no more, as after a crash loop that used up the others.
  "web.service": service("ExecStart=/opt/app/run.sh").replace(
    "[Service]",
    "StartLimitIntervalSec=60\nStartLimitBurst=1\n[Service]",
  ),
  "slow.service": service("Type=notify\nNotifyAccess=all\nTimeoutStartSec=110\nExecStart=/opt/app/run.sh"),
  "page.service": service("ExecStart=/opt/app/run.sh page"),
  "once.service": service("ExecStart=/opt/app/run.sh once").replace("Restart=on-failure", "Type=oneshot"),
  "lasting.service": service("RemainAfterExit=yes\nExecStart=/opt/app/run.sh once").replace(
    "Restart=on-failure",
    "Type=oneshot",
  ),
  "signalbox-agent.service": `[Unit]
Description=agent under test
StartLimitIntervalSec=0
After=signalbox-recover.service
[Service]
ExecStart=/opt/signalbox-agent/node /opt/signalbox-agent/driver.mjs /etc/signalbox/driver.json
Restart=always
RestartSec=200ms
[Install]
WantedBy=multi-user.target
`,
  "signalbox-recover.service": `[Unit]
Description=recovery under test
After=local-fs.target
Before=signalbox-agent.service web.service slow.service page.service once.service
[Service]
Type=oneshot
ExecStart=/opt/signalbox-agent/node /opt/signalbox-agent/guardian.mjs --recover
[Install]
WantedBy=multi-user.target
`,
}
