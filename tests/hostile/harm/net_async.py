# /// hostile
# tries = "Starts an event loop, which opens sockets of its own."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import asyncio
try:
    asyncio.run(asyncio.sleep(0))
    print("HARM")
except OSError as error:
    print("refused:", error)

# @SOLUTION@
