#pragma once

void choir_sing(int voices);
