# The names of the tests that failed, and how each message begins, from a file of results in the XML format of xunit v3:
#   awk -f tests/failures.awk RESULTS_XML...
BEGIN {
    RS = "<test "
    most = 400 # Characters of a message.
}

# What is before the first "<test " is no test.
FNR == 1 || !/^[^>]* result="Fail"/ { next }

{
    name = $0
    sub(/^[^>]* name="/, "", name)
    sub(/^name="/, "", name)
    sub(/".*/, "", name)
    message = ""
    if (match($0, /<message>/)) {
        message = substr($0, RSTART + RLENGTH)
        sub(/<\/message>.*/, "", message)
        sub(/^<!\[CDATA\[/, "", message)
        sub(/\]\]>$/, "", message)
        gsub(/[ \t\r\n]+/, " ", message)
        if (length(message) > most) {
            message = substr(message, 1, most) "..."
        }
    }
    print plain(name) (message == "" ? "" : ": " plain(message))
}

function plain(text) {
    gsub(/&lt;/, "<", text)
    gsub(/&gt;/, ">", text)
    gsub(/&quot;/, "\"", text)
    gsub(/&apos;|&#39;/, "'", text)
    gsub(/&#x[AaDd];/, " ", text)
    gsub(/&amp;/, "\\&", text)
    return text
}
