#!/bin/bash
# After the package is removed: what electron-builder's own script undoes, and a word on where projects are, which stay.

if type update-alternatives >/dev/null 2>&1; then
    update-alternatives --remove '${executable}' '/opt/${sanitizedProductName}/${executable}'
else
    rm -f '/usr/bin/${executable}'
fi

APPARMOR_PROFILE='/etc/apparmor.d/${executable}'
if [ -f "$APPARMOR_PROFILE" ]; then
    if apparmor_status --enabled >/dev/null 2>&1; then
        if ! { [ -x /usr/bin/ischroot ] && /usr/bin/ischroot; } && hash apparmor_parser 2>/dev/null; then
            apparmor_parser --remove "$APPARMOR_PROFILE" || true
        fi
    fi
    rm -f "$APPARMOR_PROFILE"
fi

case "$1" in
    remove | purge | 0)
        echo 'Beckon is removed. Projects stay in ~/.local/share/beckon; delete that folder if you do not need them any more.'
        ;;
esac
