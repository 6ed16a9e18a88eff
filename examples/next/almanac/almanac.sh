#!/bin/sh
cat /var/lib/almanac/events
