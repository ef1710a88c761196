// Package errorurl makes addresses of error pages, for programs that print links to them.
//
// One file without dependencies, to be copied as it is. The rule is the project's contract: an
// address is a function of service and code alone.
package errorurl

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"strings"
)

const maxSlug = 80

var (
	forbidden    = regexp.MustCompile(`[^A-Za-z0-9._-]+`)
	alphanumeric = regexp.MustCompile(`[A-Za-z0-9]`)
	reserved     = regexp.MustCompile(`(?i)^(?:index|search|genindex|con|prn|aux|nul|(?:com|lpt)[1-9])$`)
)

// Slug returns the last part of a code's address, without suffix: "4 XX" gives "4-XX".
func Slug(code string) string {
	result := forbidden.ReplaceAllString(code, "-")
	if strings.HasPrefix(result, ".") {
		result = "-" + result[1:]
	}
	digest := fmt.Sprintf("%x", sha256.Sum256([]byte(code)))[:8]
	if !isASCII(code) || !alphanumeric.MatchString(result) {
		result += "-" + digest
	}
	if len(result) > maxSlug {
		result = result[:maxSlug-9] + "-" + digest
	}
	if reserved.MatchString(result) {
		result += "_"
	}
	return result
}

// URLFor returns the address of a code's page: "https://docs.example.com/errors/obs/403.html".
// With an empty base it begins at the site's root.
func URLFor(base, service, code string) string {
	return joined(base, quoted(service)+"/"+Slug(code)+".html")
}

// FolderFor returns the address of a code's page in a site that was built by dirhtml.
func FolderFor(base, service, code string) string {
	return joined(base, quoted(service)+"/"+Slug(code)+"/")
}

// CategoryURLFor returns the address of a category's page.
func CategoryURLFor(base, service, name string) string {
	return joined(base, quoted(service)+"/category/"+Slug(name)+".html")
}

func joined(base, page string) string {
	if base == "" {
		return page
	}
	return strings.TrimRight(base, "/") + "/" + page
}

func quoted(text string) string {
	var result strings.Builder
	for _, sign := range []byte(text) {
		if alphanumeric.Match([]byte{sign}) || strings.IndexByte("_.-~/", sign) >= 0 {
			result.WriteByte(sign)
		} else {
			fmt.Fprintf(&result, "%%%02X", sign)
		}
	}
	return result.String()
}

func isASCII(text string) bool {
	for _, sign := range []byte(text) {
		if sign >= 128 {
			return false
		}
	}
	return true
}
