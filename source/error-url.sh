#!/bin/sh
# error-url.sh SERVICE CODE: print the address of a code's page under $ERROR_INDEX_URL
export LC_ALL=C
plain=$(printf %s "$2" | tr '\n' ' ' | sed -E 's/[^A-Za-z0-9._-]+/-/g; s/^\./-/')
digest=$(printf %s "$2" | sha256sum | cut -c 1-8)
foreign=$(printf %s "$2" | tr -d '\001-\177')
case $foreign,$plain in ,*[A-Za-z0-9]*) ;; *) plain=$plain-$digest ;; esac
[ "${#plain}" -le 80 ] || plain=$(printf %s "$plain" | cut -c 1-71)-$digest
case $(printf %s "$plain" | tr A-Z a-z) in
  index|search|genindex|con|prn|aux|nul|com[1-9]|lpt[1-9]) plain=${plain}_ ;;
esac
printf '%s/%s/%s.html\n' "${ERROR_INDEX_URL%/}" "$1" "$plain"
