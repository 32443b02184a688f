!macro customUnInstall
  ${ifNot} ${Silent}
    MessageBox MB_OK|MB_ICONINFORMATION "Beckon has been removed. Your projects stay in $APPDATA\Beckon; delete that folder if you do not need them any more."
  ${endIf}
!macroend
