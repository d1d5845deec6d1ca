package session

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// The devices, by the names that people use.
const (
	Auto     = "auto"
	CPU      = "cpu"
	WebGPU   = "webgpu"
	CUDA     = "cuda"
	DirectML = "directml"
	CoreML   = "coreml"
)

// GPUs are the providers to try, the likely fastest first.
var GPUs = []string{CUDA, DirectML, CoreML, WebGPU}

// OfOtherSystem tells whether a provider is never there on this system.
func OfOtherSystem(device string) bool {
	return device == DirectML && runtime.GOOS != "windows" || device == CoreML && runtime.GOOS != "darwin"
}

// HasVulkan looks for the Vulkan loader where the system's linker would.
func HasVulkan() bool {
	folders := append(filepath.SplitList(os.Getenv("LD_LIBRARY_PATH")), "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib")
	if runtime.GOARCH == "arm64" {
		folders = append(folders, "/usr/lib/aarch64-linux-gnu", "/lib/aarch64-linux-gnu")
	} else {
		folders = append(folders, "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu")
	}
	for _, folder := range folders {
		if _, err := os.Stat(filepath.Join(folder, "libvulkan.so.1")); err == nil {
			return true
		}
	}
	return false
}

// HasVulkanDriver looks for a driver's manifest where the Vulkan loader would: in what VK_DRIVER_FILES or VK_ICD_FILENAMES name, and
// nowhere else then, or in the folders of its specification (LoaderDriverInterface.md).
func HasVulkanDriver() bool {
	for _, name := range []string{"VK_DRIVER_FILES", "VK_ICD_FILENAMES"} {
		if named := os.Getenv(name); named != "" {
			return slices.ContainsFunc(filepath.SplitList(named), func(place string) bool {
				info, err := os.Stat(place)
				return err == nil && (!info.IsDir() || hasManifest(place))
			})
		}
	}
	or := func(name, otherwise string) string {
		if v := os.Getenv(name); v != "" {
			return v
		}
		return otherwise
	}
	home, _ := os.UserHomeDir()
	var folders []string
	for _, list := range []string{
		or("XDG_CONFIG_HOME", filepath.Join(home, ".config")), or("XDG_CONFIG_DIRS", "/etc/xdg"), "/etc", "/usr/local/etc",
		or("XDG_DATA_HOME", filepath.Join(home, ".local/share")), or("XDG_DATA_DIRS", "/usr/local/share:/usr/share"),
	} {
		folders = append(folders, filepath.SplitList(list)...)
	}
	more := filepath.SplitList(os.Getenv("VK_ADD_DRIVER_FILES"))
	return slices.ContainsFunc(folders, func(f string) bool { return hasManifest(filepath.Join(f, "vulkan/icd.d")) }) || len(more) > 0
}

func hasManifest(folder string) bool {
	found, err := filepath.Glob(filepath.Join(folder, "*.json"))
	return err == nil && len(found) > 0
}
