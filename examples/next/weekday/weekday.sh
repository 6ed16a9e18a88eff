#!/bin/sh
exec date --utc --date="@${1:-$(date +%s)}" +%A
