package session

import "os"

// The published ONNX Runtime libraries, Linux's too, report their use to their maker: while its environment is set up the
// library writes a device id into the user's cache and looks up the collector's address. The binding's DisableTelemetry
// comes after that and does not stop it (seen with strace, version 1.30). This variable does, when it is set before the
// library is loaded. It is set whatever the caller's environment says: Duotone opens no socket, see PRIVACY.md.
func init() {
	if err := os.Setenv("ORT_DISABLE_TELEMETRY", "1"); err != nil {
		panic("inference: cannot switch off the runtime's telemetry: " + err.Error())
	}
}
