# decorate.awk: plain sentences, one a line, marked up by rule as ETRI's transcribers mark speech (dual transcriptions, noises, fillers, repeats), so that
# policies can be compared where no licensed transcript may be shown. The line's number alone decides; the same sentences give the same lines.
#   awk -f eval/decorate.awk sentences.txt | hubert-asr normalize --compare all
NF == 0 || /[()\/+*]/ { next }
{
    line = $0; n++
    if (n % 5 == 0) line = "b/ " line
    if (n % 6 == 1) line = "아/ " line
    if (n % 7 == 2) line = $1 "+ " line
    if (n % 8 == 3) line = "그때 (3시)/(세 시)쯤 " line
    if (n % 9 == 4) line = line " n/"
    if (n % 10 == 6) line = line " (50%)/(오십 퍼센트)?"
    if (n % 13 == 5) line = line " 진짜*."
    if (n % 29 == 7) line = "u/ " line
    if (n % 31 == 8) line = "하하l/" line
    if (n % 37 == 9) line = line " (KBS)/(케이비에스)!"
    if (n % 41 == 10) line = line " (2개) / (두 개)"
    print line
}
